import { describe, expect, test, vi } from 'vitest'
import { isLockstepError } from '../errors/errors.js'
import { applyCommits, applyPatches } from './apply.js'
import type { Patch, PathKey } from './patch.js'

function state() {
  return {
    list: [{ n: 0 }, { n: 1 }, { n: 2 }],
    map: new Map<PathKey, unknown>([
      ['k', { n: 0 }],
      [1, 'one'],
    ]),
    set: new Set<unknown>(['a', 'b']),
    plain: { a: 1, deep: { b: 2 } } as Record<string, unknown>,
    date: new Date(0),
  }
}

const replace = (path: PathKey[], value: unknown): Patch => ({ op: 'replace', path, value })
const add = (path: PathKey[], value: unknown): Patch => ({ op: 'add', path, value })
const remove = (path: PathKey[], value?: unknown): Patch => ({ op: 'remove', path, value })

describe('patches', () => {
  test.each<[string, Patch, (expected: ReturnType<typeof state>) => void]>([
    [
      'set a property',
      replace(['plain', 'a'], 2),
      s => {
        s.plain['a'] = 2
      },
    ],
    [
      'add a property',
      add(['plain', 'c'], 2),
      s => {
        s.plain['c'] = 2
      },
    ],
    ['remove a property', remove(['plain', 'a']), s => void delete s.plain['a']],
    [
      'set in depth',
      replace(['plain', 'deep', 'b'], 3),
      s => {
        s.plain['deep'] = { b: 3 }
      },
    ],
    [
      'set an element',
      replace(['list', 1], 5),
      s => {
        s.list[1] = 5 as never
      },
    ],
    ['insert an element', add(['list', 1], 5), s => void s.list.splice(1, 0, 5 as never)],
    ['append an element', add(['list', 3], 5), s => void s.list.push(5 as never)],
    ['remove an element', remove(['list', 0]), s => void s.list.shift()],
    [
      'shorten an array',
      replace(['list', 'length'], 1),
      s => {
        s.list.length = 1
      },
    ],
    ['set an entry', replace(['map', 1], 'two'), s => void s.map.set(1, 'two')],
    ['add an entry', add(['map', '1'], 'text'), s => void s.map.set('1', 'text')],
    ['remove an entry', remove(['map', 1]), s => void s.map.delete(1)],
    ['go through a Map', replace(['map', 'k', 'n'], 1), s => void s.map.set('k', { n: 1 })],
    [
      'may name what is reserved in a Map',
      add(['map', 'constructor'], 1),
      s => void s.map.set('constructor', 1),
    ],
    ['add a member', add(['set', 2], 'c'), s => void s.set.add('c')],
    ['remove a member', remove(['set', 0], 'a'), s => void s.set.delete('a')],
  ])('%s', (_, patch, expected) => {
    const base = state()
    const result = state()
    expected(result)
    expect(applyPatches(base, [patch])).toStrictEqual(result)
    expect(base).toStrictEqual(state())
  })

  test('replace the whole state', () => {
    expect(applyPatches<unknown>(state(), [replace([], { a: 1 })])).toStrictEqual({ a: 1 })
  })

  test('leave what they do not touch', () => {
    const base = state()
    const result = applyPatches(base, [replace(['list', 1, 'n'], 5)])
    expect(result.list[0]).toBe(base.list[0])
    expect(result.list[1]).not.toBe(base.list[1])
    expect([result.map, result.set, result.plain, result.date]).toEqual([
      base.map,
      base.set,
      base.plain,
      base.date,
    ])
    expect(result.plain).toBe(base.plain)
  })

  test('leave what they replace by the same', () => {
    const base = state()
    const { list, date } = base
    const result = applyPatches(base, [
      replace(['list'], [{ n: 9 }, ...state().list]),
      replace(['date'], new Date(0)),
    ])
    expect(result.list.slice(1).every((item, index) => item === list[index])).toBe(true)
    expect(result.date).toBe(date)
  })

  test('of many commits copy each container once', () => {
    const base = state()
    const commits = [0, 1, 2, 0].map(n => ({ patches: [replace(['list', n, 'n'], n + 5)], label: undefined }))
    const seen = commits.map((_, index) => applyCommits(base, commits.slice(0, index + 1)))
    expect(seen.map(({ list }) => list.map(({ n }) => n))).toEqual([
      [5, 1, 2],
      [5, 6, 2],
      [5, 6, 7],
      [5, 6, 7],
    ])
    expect(base).toStrictEqual(state())
  })

  test('copy an array once, however many of its elements they replace', () => {
    const list = Array.from({ length: 100 }, (_, id) => ({ id, n: 0 }))
    const patches = list.map((_, index) => replace(['list', index], { id: index, n: 1 }))
    const slice = vi.spyOn(Array.prototype, 'slice')
    const result = applyPatches({ list }, patches)
    const copies = slice.mock.contexts.filter(array => (array as unknown[]).length === list.length)
    slice.mockRestore()
    expect(copies).toHaveLength(1)
    expect(result.list).toEqual(list.map(({ id }) => ({ id, n: 1 })))
  })

  test('do not reach into what an earlier one has replaced, though it holds what was copied before', () => {
    const base = { a: { b: { n: 0 }, c: 0 } }
    const shown = { b: { n: 1 }, c: 1 }
    const patches = [replace(['a', 'b', 'n'], 1), replace(['a'], shown), replace(['a', 'b', 'n'], 2)]
    expect(applyPatches(base, patches)).toEqual({ a: { b: { n: 2 }, c: 1 } })
    expect(shown).toEqual({ b: { n: 1 }, c: 1 })
    expect(base).toEqual({ a: { b: { n: 0 }, c: 0 } })
  })

  test('of later commits do not reach into the values of earlier ones', () => {
    const inserted = { inner: { n: 1 } }
    const kept = { b: 2 }
    const result = applyCommits(state(), [
      { patches: [replace(['plain', 'deep', 'b'], 7)], label: undefined },
      { patches: [replace(['plain'], { inserted, deep: { b: 7 }, kept })], label: undefined },
      {
        patches: [replace(['plain', 'inserted', 'inner', 'n'], 9), replace(['plain', 'kept', 'b'], 9)],
        label: undefined,
      },
      { patches: [replace(['plain', 'deep', 'b'], 9)], label: undefined },
    ])
    expect(result.plain).toStrictEqual({ inserted: { inner: { n: 9 } }, deep: { b: 9 }, kept: { b: 9 } })
    expect(inserted).toEqual({ inner: { n: 1 } })
    expect(kept).toEqual({ b: 2 })
  })
})

describe('patches that do not fit are refused, and nothing is changed', () => {
  test.each<[string, Patch]>([
    ['__proto__', add(['__proto__', 'x'], 1)],
    ['__proto__ at the end', add(['plain', '__proto__'], { x: 1 })],
    ['constructor on the way', add(['constructor', 'prototype', 'x'], 1)],
    ['constructor', add(['plain', 'constructor'], 1)],
    ['prototype', replace(['plain', 'prototype'], 1)],
    ['constructor of an array', add(['list', 'constructor', 'x'], 1)],
    ['an inherited property', add(['plain', 'toString', 'x'], 1)],
    ['a missing property', replace(['nothing', 'x'], 1)],
    ['a property of a primitive', replace(['plain', 'a', 'x'], 1)],
    ['a property of null', replace(['map', 1, 'x'], 1)],
    ['something in a Date', replace(['date', 'x'], 1)],
    ['a missing entry', replace(['map', 'missing', 'x'], 1)],
    ['a way through a Set', replace(['set', 0, 'x'], 1)],
    ['a member by replacement', replace(['set', 0], 'x')],
    ['a member that is not there', remove(['set', 0], 'x')],
    ['an entry that is not there', remove(['map', 'x'])],
    ['a property that is not there', remove(['plain', 'x'])],
    ['a number as property', replace(['plain', 1], 1)],
    ['an element by text', replace(['list', '1'], 1)],
    ['an element behind the end', replace(['list', 3], 1)],
    ['an insertion behind the end', add(['list', 4], 1)],
    ['a removal behind the end', remove(['list', 3])],
    ['a negative index', replace(['list', -1], 1)],
    ['half an index', replace(['list', 0.5], 1)],
    ['a longer array', replace(['list', 'length'], 4)],
    ['a negative length', replace(['list', 'length'], -1)],
    ['a length that is no number', replace(['list', 'length'], 'x')],
    ['the removal of a length', remove(['list', 'length'])],
    ['the removal of the state', remove([])],
    ['the addition of the state', add([], {})],
  ])('%s', (_, patch) => {
    const base = state()
    const error = catching(() => applyPatches(base, [replace(['plain', 'a'], 9), patch]))
    expect(isLockstepError(error, 'LOCKSTEP_DAMAGED')).toBe(true)
    expect(base).toStrictEqual(state())
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect(([] as unknown as Record<string, unknown>)['x']).toBeUndefined()
  })

  test('also where the state is no container', () => {
    expect(() => applyPatches<unknown>(5, [replace(['a'], 1)])).toThrow('LOCKSTEP_DAMAGED')
    expect(() => applyPatches<unknown>(null, [replace(['a'], 1)])).toThrow('LOCKSTEP_DAMAGED')
  })
})

function catching(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
