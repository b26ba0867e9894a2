import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyState, anyValue } from '../../test/support/arbitrary-values.js'
import { randomly } from '../../test/support/seed.js'
import { applyPatches } from './apply.js'
import { COMMIT_SLACK, decodeCommit, decodeState, encodeCommit, encodeState } from './codec.js'
import type { Patch } from './patch.js'
import { copyValue } from './values.js'

const toggled: Patch = { op: 'replace', path: ['todos', 500, 'done'], value: true }

/** Everything that is in an error, as `toStrictEqual` looks at neither stack nor the kind of its properties. */
function seen(error: Error) {
  return { type: Object.getPrototypeOf(error), properties: Object.getOwnPropertyDescriptors(error) }
}

describe('every kind of value survives', { timeout: 60_000 }, () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['booleans', [true, false]],
    ['integers around each size', [0, 1, 127, 128, 255, 256, 65535, 65536, 2 ** 31, 2 ** 32 - 1, 2 ** 32]],
    ['negative integers', [-1, -32, -33, -128, -129, -32768, -32769, -(2 ** 31), -(2 ** 31) - 1]],
    ['safe integers and beyond', [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 60]],
    ['fractions', [0.1, -1.5, Number.MIN_VALUE, Number.MAX_VALUE]],
    ['NaN and the infinities', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['-0', -0],
    ['bigints of 64 bits', [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]],
    ['bigints of thousands of digits', [1n << 8192n, (1n << 8191n) - 1n, -(0xabc0n << 24_000n) - 7n]],
    ['bigints beyond', [2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n, 10n ** 300n, -(10n ** 301n)]],
    ['strings around each size', [0, 31, 32, 255, 256, 65535, 65536].map(length => 'x'.repeat(length))],
    ['strings whose bytes cross a size', ['é'.repeat(16), 'é'.repeat(128), '€'.repeat(22000)]],
    ['lone surrogates', ['\ud800', '\udc00', `x\ud83d`, { '\udfff': 1 }]],
    ['arrays around each size', [0, 15, 16, 65535, 65536].map(length => new Array(length).fill(1))],
    [
      'objects of many keys',
      Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`k${index}`, index])),
    ],
    [
      'names that mean something elsewhere',
      { constructor: 1, prototype: 2, toJSON: 3, hasOwnProperty: 4, '': 6 },
    ],
    ['the order of keys', Object.entries({ b: 1, a: 2, 10: 3, 9: 4 })],
    ['dates', [new Date(0), new Date(-1), new Date(8.64e15)]],
    [
      'Maps with any primitive as key',
      new Map<unknown, unknown>([
        ['a', 1],
        [1, 2],
        [-0, 3],
        [Number.NaN, 4],
        [5n, 5],
        [true, 6],
        [null, 7],
      ]),
    ],
    ['Maps in Maps', new Map([['a', new Map([[1, { b: new Map() }]])]])],
    ['Sets', new Set([1, 'a', undefined, Number.NaN, new Set([{}])])],
    ['a large Map and a large Set', [new Map(range(300).map(n => [n, n])), new Set(range(70_000))]],
    ['regular expressions', [/a/, /\/[/\]]/gimsuy, /(?:)/, new RegExp('\\p{L}', unicodeSets())]],
    [
      'typed arrays',
      [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array].map(Type =>
        Type.of(1, 2, 255),
      ),
    ],
    [
      'typed arrays of floats and bigints',
      [
        Float32Array.of(0.5, -0),
        Float64Array.of(Number.NaN),
        BigInt64Array.of(-1n),
        BigUint64Array.of(2n ** 64n - 1n),
      ],
    ],
    [
      'ArrayBuffers and DataViews',
      [new ArrayBuffer(0), Uint8Array.of(1, 2).buffer, new DataView(Uint8Array.of(1, 2, 3).buffer)],
    ],
  ])('%s', (_, value) => {
    const before = copyValue(value, [])
    expect(isDeepStrictEqual(decodeState(encodeState(value)).state, before)).toBe(true)
    const patch: Patch = { op: 'add', path: ['a'], value }
    expect(decodeCommit(encodeCommit([patch], undefined)).patches).toStrictEqual([
      { ...patch, value: before },
    ])
  })

  test.each([
    new Error('plain'),
    new RangeError('far', { cause: new TypeError('near', { cause: undefined }) }),
    new URIError(''),
    Object.assign(new Error('no stack'), { stack: undefined }),
  ])('errors: %s', error => {
    const copied = copyValue(error, [])
    const decoded = decodeState(encodeState(error)).state as Error
    expect(seen(decoded)).toEqual(seen(copied))
    expect('cause' in decoded).toBe('cause' in error)
  })

  test('an invalid date', () => {
    expect(decodeState(encodeState([new Date(Number.NaN)])).state).toStrictEqual([new Date(Number.NaN)])
  })

  test('any value, nested in any way', () => {
    fc.assert(
      fc.property(anyValue, value => {
        expect(isDeepStrictEqual(decodeState(encodeState(value)).state, copyValue(value, []))).toBe(true)
      }),
      randomly(1000),
    )
  })

  test('typed arrays own their memory, whatever the alignment of the payload', () => {
    for (const padding of ['', 'x', 'xx', 'xxx']) {
      const payload = encodeCommit([{ op: 'add', path: [padding], value: Float64Array.of(1, 2) }], undefined)
      const { value } = decodeCommit(payload).patches[0] as { value: Float64Array }
      payload.fill(0)
      expect(value).toStrictEqual(Float64Array.of(1, 2))
      expect(value.buffer.byteLength).toBe(16)
    }
  })
})

describe('a commit', () => {
  test('of one small field takes 17 bytes', () => {
    expect(encodeCommit([toggled], undefined).length).toBe(17)
  })

  test('carries its label, its operations and paths of any length', () => {
    const long = Array.from({ length: 500 }, (_, index) => index)
    const patches: Patch[] = [
      toggled,
      { op: 'add', path: [], value: null },
      { op: 'add', path: long.slice(0, 62), value: 1 },
      { op: 'add', path: long.slice(0, 63), value: 2 },
      { op: 'remove', path: long },
      { op: 'remove', path: ['set', 0], value: 'member' },
      { op: 'replace', path: [1.5, -1, 'x', 5n, true, null, 'é'.repeat(40)], value: undefined },
    ]
    for (const label of [undefined, '', 'add todo', 'é'.repeat(200)]) {
      expect(decodeCommit(encodeCommit(patches, label))).toStrictEqual({ patches, label, origin: undefined })
    }
    expect(decodeCommit(encodeCommit([], undefined))).toStrictEqual({
      patches: [],
      label: undefined,
      origin: undefined,
    })
  })

  test('keeps its bytes while a state is encoded', () => {
    const payload = encodeCommit([toggled], 'x')
    const bytes = payload.slice()
    encodeState({ some: 'state', bytes: new Uint8Array(100_000) })
    expect(payload).toEqual(bytes)
  })

  test('is right after larger and smaller ones', () => {
    for (const size of [10, 5_000, 20, 2_000_000, 10]) {
      const patch: Patch = { op: 'add', path: ['a'], value: 'x'.repeat(size) }
      expect(decodeCommit(encodeCommit([patch], undefined)).patches).toEqual([patch])
    }
  })

  test('that cannot be encoded leaves the next one alone', () => {
    expect(() => encodeCommit([{ op: 'add', path: ['a'], value: () => {} }], undefined)).toThrow(
      'LOCKSTEP_UNSUPPORTED',
    )
    expect(decodeCommit(encodeCommit([toggled], undefined)).patches).toEqual([toggled])
  })
})

describe('an encoded state', { timeout: 60_000 }, () => {
  test('belongs to the caller', () => {
    const first = encodeState({ a: 1 })
    const bytes = first.slice()
    encodeState({ b: 2 })
    expect(first).toEqual(bytes)
  })

  test('has one encoding', () => {
    fc.assert(
      fc.property(anyState, state => {
        const bytes = encodeState(copyValue(state, []))
        expect(Buffer.compare(encodeState(decodeState(bytes).state), bytes)).toBe(0)
      }),
      randomly(100),
    )
  })
})

describe('a state grows by no more than the commit', () => {
  const entries = (count: number) => range(count).map(index => [`k${index}`, null] as const)

  test.each([
    ['object', (count: number) => Object.fromEntries(entries(count))],
    ['Map', (count: number) => new Map(entries(count))],
  ])('where the count of a root %s takes more bytes', (_, make) => {
    for (const count of [15, 127, 255, 65_535]) {
      const base = make(count)
      const patches: Patch[] = [{ op: 'add', path: ['x'], value: null }]
      const growth = encodeState(applyPatches(base, patches)).length - encodeState(base).length
      expect(growth).toBeLessThanOrEqual(encodeCommit(patches, undefined).length + COMMIT_SLACK)
    }
  })

  test('where the counts of many arrays do at once', () => {
    const base = { lists: range(200).map(() => range(15)) }
    const patches: Patch[] = base.lists.map((_, index) => ({
      op: 'add',
      path: ['lists', index, 15],
      value: 0,
    }))
    const growth = encodeState(applyPatches(base, patches)).length - encodeState(base).length
    expect(growth).toBe(200 * 3)
    expect(growth).toBeLessThanOrEqual(encodeCommit(patches, undefined).length + COMMIT_SLACK)
  })
})

/** The flag `v`, which a literal at this language level cannot have. */
function unicodeSets(): string {
  return 'v'
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
