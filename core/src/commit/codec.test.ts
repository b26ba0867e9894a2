import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyState, anyText, anyValue } from '../../test/support/arbitrary-values.js'
import { randomly } from '../../test/support/seed.js'
import { isLockstepError } from '../errors/errors.js'
import { decodeCommit, decodeState, encodeCommit, encodeState } from './codec.js'
import { TAG, TAGGED } from './format.js'
import type { Patch } from './patch.js'
import { copyValue, MAX_DEPTH } from './values.js'

const toggled: Patch = { op: 'replace', path: ['todos', 500, 'done'], value: true }

/** Everything that is in an error, as `toStrictEqual` looks at neither stack nor the kind of its properties. */
function seen(error: Error) {
  return { type: Object.getPrototypeOf(error), properties: Object.getOwnPropertyDescriptors(error) }
}

describe('every kind of value survives', () => {
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
    ['an invalid date', new Date(Number.NaN)],
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
    expect(decodeState(encodeState(value))).toStrictEqual(before)
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
    const decoded = decodeState(encodeState(error)) as Error
    expect(seen(decoded)).toEqual(seen(copied))
    expect('cause' in decoded).toBe('cause' in error)
  })

  test('any value, nested in any way', () => {
    fc.assert(
      fc.property(anyValue, value => {
        expect(isDeepStrictEqual(decodeState(encodeState(value)), copyValue(value, []))).toBe(true)
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
      expect(decodeCommit(encodeCommit(patches, label))).toStrictEqual({ patches, label })
    }
    expect(decodeCommit(encodeCommit([], undefined))).toStrictEqual({ patches: [], label: undefined })
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

describe('an encoded state', () => {
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
        expect(encodeState(decodeState(bytes))).toEqual(bytes)
      }),
      randomly(100),
    )
  })
})

describe('bytes from anywhere', () => {
  const decoders = [decodeState, decodeCommit]

  function expectDamagedOrFine(bytes: Uint8Array): void {
    for (const decode of decoders) {
      try {
        decode(bytes)
      } catch (error) {
        expect(isLockstepError(error, 'LOCKSTEP_DAMAGED')).toBe(true)
      }
    }
  }

  test('are decoded or called damaged', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), expectDamagedOrFine), randomly(3000))
  })

  test('are called damaged when they were right but for some bytes', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(anyState, damage, (state, changes) => {
        const bytes = encodeState(state)
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte
        expectDamagedOrFine(bytes)
      }),
      randomly(300),
    )
  })

  test('are called damaged wherever they are cut off', () => {
    const state = {
      a: [1, 'text', 70_000, 1.5, 5n, 2n ** 70n],
      b: new Map([[1, new Date()]]),
      c: Uint16Array.of(1, 2),
      d: new Error('x', { cause: /x/ }),
    }
    const bytes = encodeState(state)
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeState(bytes.slice(0, length))).toThrow('LOCKSTEP_DAMAGED')
      expect(() => decodeState(bytes.subarray(0, length))).toThrow('LOCKSTEP_DAMAGED')
    }
  })

  test('never reach a prototype', () => {
    const polluted = (key: string) =>
      Uint8Array.of(0x81, 0xa0 | key.length, ...Buffer.from(key), 0x81, 0xa1, 0x78, 1)
    expect(() => decodeState(polluted('__proto__'))).toThrow('__proto__')
    const long = Uint8Array.of(0x81, 0xd9, 9, ...Buffer.from('__proto__'), 0x80)
    expect(() => decodeState(long)).toThrow('__proto__')
    const state = decodeState(polluted('constructor')) as object
    expect(Object.hasOwn(state, 'constructor')).toBe(true)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect((Object as unknown as Record<string, unknown>)['x']).toBeUndefined()
  })

  test.each([
    ['an array', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['an object', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['a string', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['a Map', [TAG, TAGGED.map, 0xce, 0xff, 0xff, 0xff, 0xff]],
    ['a Set', [TAG, TAGGED.set, 0xce, 0xff, 0xff, 0xff, 0xff]],
    ['a buffer', [TAG, TAGGED.buffer, 0xce, 0xff, 0xff, 0xff, 0xff]],
    ['a typed array', [TAG, TAGGED.view, 0, 0xce, 0xff, 0xff, 0xff, 0xff]],
    ['a bigint', [TAG, TAGGED.bigint, 0, 0xce, 0xff, 0xff, 0xff, 0xff]],
    ['a count that is no whole number', [TAG, TAGGED.set, 0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 1, 1]],
    ['a negative count', [TAG, TAGGED.set, 0xff]],
  ])('that claim %s larger than they are', (_, bytes) => {
    expect(() => decodeState(Uint8Array.from(bytes))).toThrow('LOCKSTEP_DAMAGED')
  })

  test('that claim much at every level cost no more memory than they have bytes', () => {
    const levels = MAX_DEPTH - 1
    const rest = 200_000
    const bytes = new Uint8Array(levels * 5 + rest)
    for (let level = 0; level < levels; level += 1) bytes.set([0xdd, 0, 3, 0, 0], level * 5)
    const before = process.memoryUsage().heapUsed
    expect(() => decodeState(bytes)).toThrow('LOCKSTEP_DAMAGED')
    // Believed, they would take 1000 arrays of 196,608 places: 1.5 GB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000)
  })

  test.each<[string, (depth: number) => number[]]>([
    ['arrays', depth => [...new Array<number>(depth).fill(0x91), 0xc0]],
    ['objects', depth => [...new Array(depth).fill([0x81, 0xa1, 0x61]).flat(), 0xc0]],
    ['Sets', depth => [...new Array(depth).fill([TAG, TAGGED.set, 1]).flat(), 0xc0]],
    ['Maps', depth => [...new Array(depth).fill([TAG, TAGGED.map, 1, 1]).flat(), 0xc0]],
  ])('that nest %s too deep', (_, make) => {
    expect(() => decodeState(Uint8Array.from(make(MAX_DEPTH)))).not.toThrow()
    expect(() => decodeState(Uint8Array.from(make(MAX_DEPTH + 1)))).toThrow('nested too deep')
    expect(() => decodeState(Uint8Array.from(make(200_000)))).toThrow('nested too deep')
  })

  test('a value at the end of a long path may be less deep', () => {
    const patch = (length: number): Patch => ({
      op: 'add',
      path: new Array<number>(length).fill(0),
      value: [[]],
    })
    expect(() => decodeCommit(encodeCommit([patch(MAX_DEPTH - 2)], undefined))).not.toThrow()
    expect(() => decodeCommit(encodeCommit([patch(MAX_DEPTH - 1)], undefined))).toThrow('nested too deep')
  })

  test.each([
    ['a byte that begins nothing', [0xc4, 0]],
    ['a tag that means nothing', [TAG, 0]],
    ['bytes after the end', [1, 1]],
    ['a key that is no text', [0x81, 1, 1]],
    ['a Map key that is an object', [TAG, TAGGED.map, 1, 0x90, 1]],
    ['a typed array of no type', [TAG, TAGGED.view, 99, 0]],
    ['half an element', [TAG, TAGGED.view, 3, 1, 1]],
    ['a pattern that is none', [TAG, TAGGED.regexp, 0xa1, 0x28, 0xa0]],
    ['flags that are none', [TAG, TAGGED.regexp, 0xa1, 0x61, 0xa1, 0x78]],
    ['an error without message', [TAG, TAGGED.error, 0xa1, 0x61, 1]],
    ['nothing at all', []],
  ])('%s', (_, bytes) => {
    expect(() => decodeState(Uint8Array.from(bytes))).toThrow('LOCKSTEP_DAMAGED')
  })

  test('remembered keys do not make invalid text valid', () => {
    fc.assert(
      fc.property(anyText, text => {
        const latin1 = Buffer.from(text.slice(0, 20), 'latin1')
        decodeState(encodeState({ [text.slice(0, 20).replace('__proto__', '')]: 1 }))
        const bytes = Uint8Array.of(0x81, 0xa0 | latin1.length, ...latin1, 1)
        const valid = Buffer.from(latin1.toString('utf8')).equals(latin1)
        if (!valid) expect(() => decodeState(bytes)).toThrow('LOCKSTEP_DAMAGED')
      }),
      randomly(500),
    )
  })
})

/** The flag `v`, which a literal at this language level cannot have. */
function unicodeSets(): string {
  return 'v'
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
