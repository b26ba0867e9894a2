// One value of every kind that a state can hold, made anew at each call, and a way to tell them apart by text.
import { inspect } from 'node:util'

const primitives = {
  'no value': () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  '-Infinity': () => Number.NEGATIVE_INFINITY,
  zero: () => 0,
  'negative zero': () => -0,
  'small whole numbers': () => [1, -1, 31, -32, 127, 128, -128, -129, 255, 256],
  'large whole numbers': () => [65_535, 65_536, -32_769, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32)],
  'the largest whole numbers': () => [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 60],
  floats: () => [0.1, -1.5, Math.PI, Number.MIN_VALUE, Number.MAX_VALUE, Number.EPSILON, 1e21],
  'empty text': () => '',
  text: () => 'Straße, 東京, שלום, \u0000 and \ufeff',
  'long text': () => 'naïve '.repeat(2000),
  emoji: () => '👩‍👩‍👧‍👦🏳️‍🌈',
  'lone surrogates': () => [
    '\ud83d',
    '\ude00',
    '\ude00\ud83d',
    `long enough for another way: ${'\udfff'.repeat(40)}`,
  ],
  'small bigint': () => [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)],
  'huge bigint': () => [2n ** 63n, 2n ** 64n, 3n ** 1000n],
  'huge negative bigint': () => [-(2n ** 63n) - 1n, -(2n ** 64n), -(7n ** 333n)],
}

const leaves = {
  date: () => new Date('1999-12-31T23:59:59.999Z'),
  'date before the epoch': () => new Date(-1),
  'invalid date': () => new Date(Number.NaN),
  regexp: () => /(?<year>\d{4})-[^/]+\//giu,
  'empty regexp': () => /(?:)/,
  error: () => new Error('something failed'),
  'error of another type': () => new RangeError('out of range: 🎯'),
  'error with a cause': () => new TypeError('outer', { cause: new Error('inner', { cause: { code: 7n } }) }),
  'error caused by no value': () => new Error('odd', { cause: undefined }),
  ArrayBuffer: () => new Uint8Array([1, 2, 3, 255]).buffer,
  'empty ArrayBuffer': () => new ArrayBuffer(0),
  DataView: () => new DataView(new Uint8Array([9, 8, 7]).buffer),
  Int8Array: () => new Int8Array([-128, 0, 127]),
  Uint8Array: () => new Uint8Array([0, 128, 255]),
  'part of a Uint8Array': () => new Uint8Array([0, 1, 2, 3, 4, 5]).subarray(2, 4).slice(),
  Uint8ClampedArray: () => new Uint8ClampedArray([0, 300]),
  Int16Array: () => new Int16Array([-32_768, 32_767]),
  Uint16Array: () => new Uint16Array([0, 65_535]),
  Int32Array: () => new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
  Uint32Array: () => new Uint32Array([0, 2 ** 32 - 1]),
  Float32Array: () => new Float32Array([0.5, -0, Number.NaN]),
  Float64Array: () => new Float64Array([Math.E, Number.POSITIVE_INFINITY]),
  BigInt64Array: () => new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n]),
  BigUint64Array: () => new BigUint64Array([0n, 2n ** 64n - 1n]),
}

const containers = {
  'empty object': () => ({}),
  'objects in objects': () => ({ a: { b: { c: { d: [{ e: 1 }] } } } }),
  'odd property names': () => ({
    b: 1,
    a: 2,
    10: 3,
    9: 4,
    '': 5,
    'with space': 6,
    '\ud800': 7,
    constructor: 8,
    prototype: 9,
    toString: 10,
    length: 11,
  }),
  'more properties than fit a byte': () =>
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key ${index}`, index])),
  'empty array': () => [],
  'arrays in arrays': () => [[], [[]], [1, [2, [3, [undefined]]]]],
  'long array': () => Array.from({ length: 70_000 }, (_, index) => index % 7),
  'empty Map': () => new Map(),
  'Map with primitive keys': () =>
    new Map([
      ['text', 1],
      [1, 'number'],
      ['1', 'text that looks like a number'],
      [Number.NaN, Number.NaN],
      [1n, 'bigint'],
      [2n ** 100n, 'huge bigint'],
      [true, false],
      [null, undefined],
      ['__proto__', 'only a key'],
    ]),
  'Map of Maps': () => new Map([['inner', new Map([[0.5, new Set([[1], { a: 1 }])]])]]),
  'empty Set': () => new Set(),
  'Set in its order': () => new Set(['z', 'a', 3, 1n, null, undefined, Number.NaN]),
  'Set of objects': () => new Set([{ same: true }, { same: true }, [1]]),
}

export const everyValue = { ...primitives, ...leaves, ...containers }

/** Two values have the same description only if no program could tell them apart but by identity. */
export function describe(value) {
  return inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    maxArrayLength: Number.POSITIVE_INFINITY,
    maxStringLength: Number.POSITIVE_INFINITY,
    breakLength: Number.POSITIVE_INFINITY,
  })
}
