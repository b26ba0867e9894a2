import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flawOf } from '../../test/fuzz/reasons.js'
import { anyState, anyText } from '../../test/support/arbitrary-values.js'
import { randomly } from '../../test/support/seed.js'
import { decodeCommit, decodeState, encodeCommit, encodeState } from './codec.js'
import { TAG, TAGGED } from './format.js'
import type { Patch } from './patch.js'
import { MAX_DEPTH } from './values.js'

describe('bytes from anywhere', { timeout: 60_000 }, () => {
  const decoders = [decodeState, decodeCommit]

  function expectDamagedOrFine(bytes: Uint8Array): void {
    for (const decode of decoders) {
      try {
        decode(bytes)
      } catch (error) {
        expect(flawOf(error)).toBeUndefined()
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
      expect(() => decodeState(bytes.slice(0, length)).state).toThrow('LOCKSTEP_DAMAGED')
      expect(() => decodeState(bytes.subarray(0, length)).state).toThrow('LOCKSTEP_DAMAGED')
    }
  })

  test('never reach a prototype', () => {
    const polluted = (key: string) =>
      Uint8Array.of(0x81, 0xa0 | key.length, ...Buffer.from(key), 0x81, 0xa1, 0x78, 1)
    expect(() => decodeState(polluted('__proto__')).state).toThrow('__proto__')
    const long = Uint8Array.of(0x81, 0xd9, 9, ...Buffer.from('__proto__'), 0x80)
    expect(() => decodeState(long).state).toThrow('__proto__')
    const state = decodeState(polluted('constructor')).state as object
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
    expect(() => decodeState(Uint8Array.from(bytes)).state).toThrow('LOCKSTEP_DAMAGED')
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
    expect(() => decodeState(Uint8Array.from(bytes)).state).toThrow('LOCKSTEP_DAMAGED')
  })

  test('remembered keys do not make invalid text valid', () => {
    fc.assert(
      fc.property(anyText, text => {
        const latin1 = Buffer.from(text.slice(0, 20), 'latin1')
        decodeState(encodeState({ [text.slice(0, 20).replace('__proto__', '')]: 1 }))
        const bytes = Uint8Array.of(0x81, 0xa0 | latin1.length, ...latin1, 1)
        const valid = Buffer.from(latin1.toString('utf8')).equals(latin1)
        if (!valid) expect(() => decodeState(bytes).state).toThrow('LOCKSTEP_DAMAGED')
      }),
      randomly(500),
    )
  })
})
