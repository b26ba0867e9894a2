// @vitest-environment node
import { expect, test } from 'vitest'
import { shallow } from './shallow.js'

const thing = { deep: 1 }

test.for<[string, unknown, unknown]>([
  ['primitives', 1, 1],
  ['NaN', Number.NaN, Number.NaN],
  ['arrays', [1, thing], [1, thing]],
  ['objects', { a: 1, b: thing }, { b: thing, a: 1 }],
  [
    'objects without a prototype',
    Object.assign(Object.create(null), { a: 1 }),
    Object.assign(Object.create(null), { a: 1 }),
  ],
  ['maps', new Map([['a', thing]]), new Map([['a', thing]])],
  ['sets', new Set([1, thing]), new Set([thing, 1])],
])('equal: %s', ([, a, b]) => {
  expect(shallow(a, b)).toBe(true)
})

test.for<[string, unknown, unknown]>([
  ['0 and -0', 0, -0],
  ['null and an object', null, {}],
  ['different elements', [1, 2], [1, 3]],
  ['different lengths', [1], [1, undefined]],
  ['equal things of different identity', [{ deep: 1 }], [{ deep: 1 }]],
  ['a property more', { a: 1 }, { a: 1, b: 2 }],
  ['an undefined property and another', { a: undefined }, { b: undefined }],
  ['an array and an object', [], {}],
  ['maps with other keys', new Map([['a', undefined]]), new Map([['b', undefined]])],
  ['maps with other values', new Map([['a', 1]]), new Map([['a', 2]])],
  ['maps of different sizes', new Map(), new Map([['a', 1]])],
  ['sets', new Set([1]), new Set([2])],
  ['a map and a set', new Map(), new Set()],
  ['dates, which hide what they hold', new Date(1), new Date(2)],
  ['typed arrays', new Uint8Array(2), new Uint8Array(2)],
  ['regular expressions', /a/, /b/],
])('different: %s', ([, a, b]) => {
  expect(shallow(a, b)).toBe(false)
  expect(shallow(b, a)).toBe(false)
})
