import { describe, expect, test } from 'vitest'
import { applyCommits } from './apply.js'
import { decodeCommit, decodeState, encodeCommit, encodeState } from './codec.js'
import { equal } from './equal.js'
import { produceCommit } from './produce.js'

interface Item {
  n: number
  o?: unknown
  m?: unknown
}

/** The writer's state after the recipes, and that of somebody who has only the bytes of the commits. */
function both<State>(state: State, ...recipes: ((draft: State) => void)[]) {
  let mine = decodeState(encodeState(state)).state as State
  let theirs: unknown = decodeState(encodeState(state)).state
  for (const recipe of recipes) {
    const produced = produceCommit(mine, draft => recipe(draft as State))
    if (produced === undefined) continue
    mine = produced.state
    theirs = applyCommits(theirs, [decodeCommit(encodeCommit(produced.patches, undefined).slice())])
  }
  return { mine, theirs }
}

describe('the holes of an array that grew', () => {
  test.each<[string, (list: unknown[]) => void, unknown[]]>([
    [
      'by its length',
      list => {
        list.length = 5
      },
      [1, 2, undefined, undefined, undefined],
    ],
    [
      'by an element behind its end',
      list => {
        list[4] = 9
      },
      [1, 2, undefined, undefined, 9],
    ],
  ])('%s are undefined, for the writer too', (_, recipe, expected) => {
    const { mine, theirs } = both({ list: [1, 2] as unknown[] }, draft => recipe(draft.list))
    expect(mine.list).toStrictEqual(expected)
    expect(theirs).toStrictEqual(mine)
  })

  test('equal nothing but undefined', () => {
    const sparse: unknown[] = [1]
    sparse.length = 2
    expect(equal(sparse, [1, undefined])).toBe(true)
    expect(equal(sparse, [1, 5])).toBe(false)
    expect(equal([1, 5], sparse)).toBe(false)
  })

  test('grow into no other difference', () => {
    const { mine, theirs } = both(
      { list: [[1], 1, 2, 3, 4, 5, 6, 7, 8, 9] as unknown[] },
      draft => {
        ;(draft.list[0] as unknown[]).length = 2
      },
      draft => {
        draft.list = [[1, 5], 'a', 'b', 'c', 'd']
      },
    )
    expect(mine).toStrictEqual({ list: [[1, 5], 'a', 'b', 'c', 'd'] })
    expect(theirs).toStrictEqual(mine)
  })
})

test.each([-1, 'foo'])('a property %s of an array is in no state, the writer’s neither', key => {
  const { mine, theirs } = both({ list: [1, 2] }, draft => {
    try {
      ;(draft.list as unknown as Record<PropertyKey, unknown>)[key] = 5
    } catch {
      // immer refuses it in development.
    }
    draft.list[0] = 2
  })
  expect(Object.keys(mine.list)).toEqual(['0', '1'])
  expect(theirs).toStrictEqual(mine)
})

describe.each([5, 105])('in an array of %i elements', length => {
  const items = () => Array.from({ length }, (): Item => ({ n: 0 }))

  test('that was emptied and filled with holes, nothing is as it was', () => {
    const numbers = Array.from({ length }, (_, index) => index)
    const { mine, theirs } = both({ list: numbers }, draft => {
      draft.list.length = 0
      draft.list.length = length
      draft.list[0] = 7
    })
    expect(mine.list).toStrictEqual([7, ...Array.from({ length: length - 1 }, () => undefined)])
    expect(theirs).toStrictEqual(mine)
  })

  test('an element stays changed that was wrapped into one which went', () => {
    const { mine, theirs } = both({ list: items() }, draft => {
      const first = draft.list[0]!
      first.n = 1
      draft.list[length - 1]!.o = { wrap: first }
      draft.list.pop()
    })
    expect(mine.list[0]).toEqual({ n: 1 })
    expect(mine.list).toHaveLength(length - 1)
    expect(theirs).toStrictEqual(mine)
  })

  test('entries and members in an element stay changed when it was wrapped into one which went', () => {
    const list = items()
    list[0]!.o = new Map([['k', { v: 0 }]])
    list[0]!.m = new Set([{ q: 0 }])
    const { mine, theirs } = both({ list }, draft => {
      const first = draft.list[0]!
      ;(first.o as Map<string, { v: number }>).get('k')!.v = 1
      for (const member of first.m as Set<{ q: number }>) member.q = 1
      draft.list[length - 1]!.o = { wrap: first }
      draft.list.pop()
    })
    expect(mine.list[0]).toEqual({ n: 0, o: new Map([['k', { v: 1 }]]), m: new Set([{ q: 1 }]) })
    expect(theirs).toStrictEqual(mine)
  })

  test('a key that was removed and set again is the last one for everybody', () => {
    const list = items().map(() => ({ a: 1, b: 2 }))
    const { mine, theirs } = both({ list, n: 0 }, draft => {
      const first = draft.list[0] as { a?: number; b: number }
      delete first.a
      first.a = 1
      draft.list[1]!.b = 3
      draft.n = 1
    })
    expect(Object.keys(mine.list[0]!)).toEqual(['b', 'a'])
    expect(equal(theirs, mine)).toBe(true)
  })

  test('a 0 that became -0 is one for everybody', () => {
    const { mine, theirs } = both({ list: items().map(() => 0), n: 0 }, draft => {
      // By way of another number: immer takes -0 for 0.
      draft.list[3] = 1
      draft.list[3] = -0
      draft.list[1] = 1
      draft.n = 1
    })
    expect(mine.list[3]).toBe(-0)
    expect(equal(theirs, mine)).toBe(true)
  })

  test('a 0 in an element that became -0 is one for everybody', () => {
    const { mine, theirs } = both({ list: items(), n: 0 }, draft => {
      draft.list[3]!.n = 1
      draft.list[3]!.n = -0
      draft.list[1]!.n = 1
      draft.n = 1
    })
    expect(mine.list[3]!.n).toBe(-0)
    expect(equal(theirs, mine)).toBe(true)
  })
})
