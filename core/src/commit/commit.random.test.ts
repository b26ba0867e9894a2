import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { enableMapSet, Immer } from 'immer'
import { describe, expect, test } from 'vitest'
import { anyMovingRecipe, type Edit, run } from '../../test/support/arbitrary-recipes.js'
import { anyState } from '../../test/support/arbitrary-values.js'
import { randomly } from '../../test/support/seed.js'
import { isLockstepError } from '../errors/errors.js'
import { applyCommits, applyPatches } from './apply.js'
import { COMMIT_SLACK, decodeCommit, decodeState, encodeCommit, encodeState } from './codec.js'
import { equal } from './equal.js'
import { produceCommit } from './produce.js'
import { produceCompared } from './produce-compared.js'
import { copyValue } from './values.js'

enableMapSet()
const plainImmer = new Immer({ autoFreeze: false })

const history = fc.record({
  state: anyState,
  recipes: fc.array(anyMovingRecipe, { minLength: 1, maxLength: 4 }),
})
const CASES = 100
const parameters = randomly(CASES)

const produceComparedAndApply: typeof produceCommit = (base, recipe) => {
  const patches = produceCompared(base, recipe)
  return patches.length === 0 ? undefined : { state: applyPatches(base, patches), patches }
}

/** Two processes go through the same commits: one by its recipes, the other by their bytes. */
function live(produce: typeof produceCommit, state: unknown, recipes: readonly (readonly Edit[])[]) {
  const initial = encodeState(copyValue(state, []))
  let mine = decodeState(initial).state
  let theirs = decodeState(initial).state
  const steps = []
  for (const edits of recipes) {
    const before = { mine, theirs, bytes: encodeState(mine) }
    const own = copyValue(edits, [])
    // Before the recipe puts parts of the state into them.
    const theCallers = objectsIn(own)
    let produced: ReturnType<typeof produceCommit>
    try {
      produced = produce(mine, draft => run(own, draft))
    } catch (error) {
      // What was moved into itself.
      if (isLockstepError(error, 'LOCKSTEP_UNSUPPORTED')) continue
      throw error
    }
    const payload = encodeCommit(produced?.patches ?? [], undefined).slice()
    mine = produced?.state ?? mine
    theirs = applyCommits(theirs, [decodeCommit(payload)])
    steps.push({ edits, theCallers, before, produced, payload, mine, theirs })
  }
  return { initial, steps }
}

describe.each([
  ['with the patches of immer where those tell all', produceCommit],
  ['by comparing states alone', produceComparedAndApply],
])('random states and recipes, %s', { timeout: (60_000 * parameters.numRuns) / CASES }, (_, produce) => {
  test('a commit leads to what a plain immer run leads to', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { edits, before, mine } of live(produce, state, recipes).steps) {
          const expected = plainImmer.produce(before.mine, (draft: unknown) =>
            run(copyValue(edits, []), draft),
          )
          expect(isDeepStrictEqual(mine, copyValue(expected, []))).toBe(true)
        }
      }),
      parameters,
    )
  })

  test('every process holds the same bytes after the same commits', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { mine, theirs } of live(produce, state, recipes).steps) {
          expect(equal(mine, theirs)).toBe(true)
          expect(equal(encodeState(theirs), encodeState(mine))).toBe(true)
        }
      }),
      parameters,
    )
  })

  test('every process shares the same parts with the state before', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { before, mine, theirs } of live(produce, state, recipes).steps) {
          expect(shared(before.theirs, theirs)).toEqual(shared(before.mine, mine))
        }
      }),
      parameters,
    )
  })

  test('a recipe that changed nothing makes no commit', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { before, produced } of live(produce, state, recipes).steps) {
          if (produced !== undefined) expect(equal(before.mine, produced.state)).toBe(false)
        }
      }),
      parameters,
    )
  })

  test('the state before is as it was', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { before } of live(produce, state, recipes).steps) {
          expect(equal(encodeState(before.mine), before.bytes)).toBe(true)
          expect(equal(encodeState(before.theirs), before.bytes)).toBe(true)
        }
      }),
      parameters,
    )
  })

  test('nothing of the caller is in the state', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { theCallers, mine } of live(produce, state, recipes).steps) {
          for (const object of objectsIn(mine)) expect(theCallers.has(object)).toBe(false)
        }
      }),
      parameters,
    )
  })

  test('a state never holds one object twice', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { mine, theirs } of live(produce, state, recipes).steps) {
          expect(countObjects(mine)).toBe(objectsIn(mine).size)
          expect(countObjects(theirs)).toBe(objectsIn(theirs).size)
        }
      }),
      parameters,
    )
  })

  test('many commits applied at once lead to the same state, and leave the commits as they were', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        const { initial, steps } = live(produce, state, recipes)
        const commits = steps.map(({ payload }) => decodeCommit(payload))
        const result = applyCommits(decodeState(initial).state, commits)
        expect(
          equal(encodeState(result), steps.length === 0 ? initial : encodeState(steps.at(-1)!.mine)),
        ).toBe(true)
        for (const [index, { patches }] of commits.entries()) {
          expect(equal(encodeCommit(patches, undefined).slice(), steps[index]!.payload)).toBe(true)
        }
      }),
      parameters,
    )
  })

  test('a state grows by no more than the commit that made it', () => {
    fc.assert(
      fc.property(history, ({ state, recipes }) => {
        for (const { before, mine, payload } of live(produce, state, recipes).steps) {
          expect(encodeState(mine).length).toBeLessThanOrEqual(
            before.bytes.length + payload.length + COMMIT_SLACK,
          )
        }
      }),
      parameters,
    )
  })
})

test('of long arrays, every process holds the same', () => {
  const list = fc.integer({ min: 101, max: 130 }).map(length =>
    Array.from({ length }, (_, id) => ({
      id,
      n: 0,
      o: { x: 0 },
      m: new Map<string, unknown>([['k', { v: 0 }]]),
      s: new Set<unknown>([1, { q: 0 }]),
      l: [0, { z: 0 }],
    })),
  )
  const long = fc.record({ list, value: fc.constant(null) })
  const recipes = fc.array(anyMovingRecipe, { maxLength: 4 })
  fc.assert(
    fc.property(long, recipes, (state, recipes) => {
      for (const { edits, before, mine, theirs } of live(produceCommit, state, recipes).steps) {
        const expected = plainImmer.produce(before.mine, (draft: unknown) => run(copyValue(edits, []), draft))
        expect(equal(mine, copyValue(expected, []))).toBe(true)
        expect(isDeepStrictEqual(theirs, mine)).toBe(true)
      }
    }),
    randomly(100),
  )
})

/** The paths at which `after` holds the very object that `before` holds there. */
function shared(before: unknown, after: unknown, path = ''): string[] {
  if (typeof after !== 'object' || after === null) return []
  if (before === after) return [path]
  if (typeof before !== 'object' || before === null) return []
  const old = new Map(entriesOf(before))
  return entriesOf(after).flatMap(([key, child]) => shared(old.get(key), child, `${path}/${String(key)}`))
}

function entriesOf(value: object): [unknown, unknown][] {
  if (value instanceof Map) return [...value]
  if (value instanceof Set) return [...value].map((member, index) => [index, member])
  if (value instanceof Error) return [['cause', value.cause]]
  if (ArrayBuffer.isView(value)) return []
  return Object.entries(value)
}

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null) return found
  found.add(value)
  for (const [, child] of entriesOf(value)) objectsIn(child, found)
  return found
}

function countObjects(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return entriesOf(value).reduce((count, [, child]) => count + countObjects(child), 1)
}
