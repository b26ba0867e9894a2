import fc from 'fast-check'
import { expect, it } from 'vitest'
import { measured } from './harness/measured.js'
import { seededRandom } from './harness/random.js'
import { createWorld } from './harness/world.js'

const PROCESSES = 3
const RUNS = 50

interface Recipe {
  readonly label: string
  readonly pause: boolean
  readonly operations: readonly unknown[]
}

interface Outcome {
  readonly state: string
  readonly version: number
  readonly heard: readonly { type: string; version: number; label: string; peer: string }[]
  readonly own: readonly { version: number; digest: string }[]
}

/** Few of them, so that recipes meet; some sort as indices do, some are dangerous in an object. */
const key = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  '',
  '0',
  '10',
  '2',
  'length',
  'size',
  'constructor',
  'prototype',
)

const primitive = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 })).map(units => String.fromCharCode(...units)),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.constantFrom(0, -0, Number.NaN, true, false, null, undefined, ''),
)

const mapKey = primitive.filter(key => key !== undefined)

const leaf = fc.oneof(
  { weight: 6, arbitrary: primitive },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: false }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(/a+/g, /^$/u) },
)

const { value, container } = fc.letrec<{ value: unknown; container: object }>(tie => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('container')),
  container: fc.oneof(
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .array(fc.tuple(fc.oneof(key, mapKey), tie('value')), { maxLength: 4 })
      .map(entries => new Map(entries)),
    fc.array(tie('value'), { maxLength: 4 }).map(members => new Set(members)),
  ),
}))

const operation = fc.record({
  walk: fc.array(fc.nat(), { maxLength: 4 }),
  act: fc.constantFrom('set', 'set', 'set', 'add', 'add', 'add', 'remove', 'reorder', 'hoist', 'clear'),
  key,
  index: fc.nat(),
  value,
})

const recipes = fc.array(
  fc.record({ pause: fc.boolean(), operations: fc.array(operation, { minLength: 1, maxLength: 4 }) }),
  { minLength: 4, maxLength: 12 },
)

const plan = fc.record({
  initialState: container,
  recipes: fc.array(recipes, { minLength: PROCESSES, maxLength: PROCESSES }),
})

it('makes of random recipes in three processes what plain immer makes of them in the order of versions', async () => {
  const world = createWorld()
  const programs = await world.startMany(PROCESSES, 'random-recipes')
  const seed = seededRandom().int(2 ** 31)
  let runs = 0
  let commits = 0
  let interleavings = 0

  await fc.assert(
    fc.asyncProperty(plan, async ({ initialState, recipes }) => {
      const run = ++runs
      const byLabel = new Map<string, Recipe>()
      const work = recipes.map((list, process) =>
        list.map((recipe, index) => {
          const labelled = { ...recipe, label: `${process}.${index}` }
          byLabel.set(labelled.label, labelled)
          return labelled
        }),
      )
      for (const program of programs) await program.ask('open', { name: `run-${run}`, initialState })
      await Promise.all(
        programs.map((program, index) => program.ask('prepare', { run, recipes: work[index] })),
      )
      await programs[0]!.ask('openGate', run)
      for (const problem of await Promise.all(programs.map(program => program.event('applied'))))
        expect(problem).toBe(undefined)

      const outcomes = await Promise.all(programs.map(program => program.ask<Outcome>('outcome')))
      const { heard } = outcomes[0]!
      expect(heard.map(({ type, version }) => `${type} ${version}`)).toEqual(
        heard.map((_, index) => `commit ${index + 1}`),
      )
      for (const outcome of outcomes) expect(outcome.heard).toEqual(heard)

      const committed = heard.map(({ label }) => byLabel.get(label)!)
      const model = await programs[0]!.ask<{ state: string; digests: string[] }>('model', {
        initialState,
        recipes: committed,
      })
      for (const outcome of outcomes) {
        expect(outcome.version).toBe(heard.length)
        expect(outcome.state).toBe(model.state)
        for (const { version, digest } of outcome.own)
          expect([version, digest]).toEqual([version, model.digests[version - 1]])
      }
      commits += heard.length
      interleavings += countTurns(heard.map(({ peer }) => peer)) - (PROCESSES - 1)
    }),
    { seed, numRuns: RUNS, interruptAfterTimeLimit: 15_000 },
  )
  measured('commits of random recipes', commits)
  measured('times that one process committed between two commits of another', interleavings)
  expect(interleavings).toBeGreaterThan(0)
})

/** How often the next commit was another process's. */
function countTurns(peers: readonly string[]): number {
  return peers.filter((peer, index) => index > 0 && peer !== peers[index - 1]).length
}
