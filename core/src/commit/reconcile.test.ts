import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyRecipe, run } from '../../test/support/arbitrary-recipes.js'
import { anyState, anyValue } from '../../test/support/arbitrary-values.js'
import { randomly } from '../../test/support/seed.js'
import { equal } from './equal.js'
import { produceCommit } from './produce.js'
import { reconcile } from './reconcile.js'
import { copyValue } from './values.js'

const items = (...ids: number[]) => ids.map(id => ({ id, tags: [`t${id}`] }))

describe('reconcile', { timeout: 60_000 }, () => {
  test('keeps the former object where all is equal', () => {
    fc.assert(
      fc.property(anyState, state => {
        const previous = copyValue(state, [])
        expect(reconcile(previous, copyValue(state, []))).toBe(previous)
      }),
      randomly(200),
    )
  })

  test('gives what it was given, equal to the last bit, and no object twice', () => {
    fc.assert(
      fc.property(anyValue, anyState, anyRecipe, (other, state, recipe) => {
        const previous = copyValue(state, [])
        const changed = produceCommit(previous, draft => run(copyValue(recipe, []), draft))?.state
        for (const next of [changed, other]) {
          const result = reconcile(previous, copyValue(next, []))
          expect(equal(result, copyValue(next, []))).toBe(true)
          const objects = objectsIn(result)
          expect(new Set(objects).size).toBe(objects.length)
        }
        expect(equal(previous, copyValue(state, []))).toBe(true)
      }),
      randomly(200),
    )
  })

  test('keeps what did not change beside what did', () => {
    const previous = {
      a: { n: 1 },
      b: { n: 1 },
      map: new Map([
        ['x', { n: 1 }],
        ['y', { n: 2 }],
      ]),
    }
    const next = {
      a: { n: 1 },
      b: { n: 2 },
      map: new Map([
        ['x', { n: 1 }],
        ['y', { n: 3 }],
      ]),
    }
    const result = reconcile(previous, next)
    expect(result).toBe(next)
    expect(result.a).toBe(previous.a)
    expect(result.map.get('x')).toBe(previous.map.get('x'))
    expect(result.map.get('y')).not.toBe(previous.map.get('y'))
  })

  test.each<[string, number[]]>([
    ['inserted at the front', [9, 1, 2, 3, 4]],
    ['inserted in the middle', [1, 2, 9, 8, 3, 4]],
    ['appended', [1, 2, 3, 4, 9]],
    ['removed at the front', [2, 3, 4]],
    ['removed in the middle', [1, 4]],
    ['removed at the end', [1, 2]],
    ['replaced', [1, 2, 9, 4]],
  ])('keeps the elements of an array around what was %s', (_, ids) => {
    const previous = items(1, 2, 3, 4)
    const result = reconcile(previous, items(...ids))
    for (const item of result) {
      const before = previous.find(({ id }) => id === item.id)
      if (before !== undefined) expect(item).toBe(before)
    }
    expect(result).toEqual(items(...ids))
  })

  test('keeps what is equal within elements that changed', () => {
    const previous = items(1, 2)
    const next = [
      { id: 1, tags: ['t1'] },
      { id: 5, tags: ['t2'] },
    ]
    expect(reconcile(previous, next)[1]!.tags).toBe(previous[1]!.tags)
  })

  test('keeps members of a Set in their place', () => {
    const previous = new Set([{ n: 1 }, { n: 2 }])
    const [first] = previous
    const result = reconcile(previous, new Set([{ n: 1 }, { n: 3 }]))
    expect([...result]).toEqual([{ n: 1 }, { n: 3 }])
    expect([...result][0]).toBe(first)
  })

  test.each<[string, unknown, unknown]>([
    ['the order of properties', { a: 1, b: 2 }, { b: 2, a: 1 }],
    [
      'the order of entries',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Map([
        [2, 2],
        [1, 1],
      ]),
    ],
    ['the order of members', new Set([1, 2]), new Set([2, 1])],
    ['-0', [0], [-0]],
    ['undefined and nothing', { a: undefined }, {}],
    ['a property that others inherit', {}, { toString: 'own' }],
    ['the flags of a pattern', /a/g, /a/i],
    ['the time of a date', new Date(1), new Date(2)],
    ['a byte', Uint8Array.of(1), Uint8Array.of(2)],
    ['the type of an array of numbers', Uint8Array.of(1), Int8Array.of(1)],
    ['the type and the view', Uint8Array.of(1), new DataView(Uint8Array.of(1).buffer)],
    ['the bytes of a buffer', Uint8Array.of(1).buffer, Uint8Array.of(2).buffer],
    ['the type of an error', new Error('x'), new RangeError('x')],
    [
      'the cause of an error',
      sameStack(new Error('x', { cause: 1 })),
      sameStack(new Error('x', { cause: 2 })),
    ],
    ['an array and an object', [], {}],
    ['a Map and a Set', new Map(), new Set()],
    ['a bigint and a number', [1n], [1]],
  ])('tells %s', (_, previous, next) => {
    const expected = copyValue(next, [])
    const result = reconcile(previous, next)
    expect(result).not.toBe(previous)
    expect(equal(result, expected)).toBe(true)
  })

  test.each<[string, () => unknown]>([
    ['NaN', () => [Number.NaN]],
    ['invalid dates', () => [new Date(Number.NaN)]],
    ['errors', () => sameStack(new TypeError('x', { cause: { a: 1 } }))],
    ['NaN as a key', () => new Map([[Number.NaN, 1]])],
    ['bigints', () => [2n ** 70n]],
  ])('takes %s for equal', (_, make) => {
    const previous = make()
    expect(reconcile(previous, make())).toBe(previous)
  })
})

function sameStack(error: Error): Error {
  error.stack = 'here'
  return error
}

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  if (ArrayBuffer.isView(value)) return [value]
  const children = value instanceof Map || value instanceof Set ? [...value.values()] : Object.values(value)
  return [value, ...children.flatMap(objectsIn)]
}
