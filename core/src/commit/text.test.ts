import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/arbitrary-values.js'
import { randomly } from '../../test/support/seed.js'
import { decodeText, encodeText, maxBytes } from './text.js'

function roundTrip(text: string): string {
  const bytes = new Uint8Array(maxBytes(text) + 3)
  return decodeText(bytes, 3, encodeText(text, bytes, 3))
}

describe('text', { timeout: 60_000 }, () => {
  test.each([
    ['ascii', 'abc'],
    ['a byte order mark, short', '\ufeffabc'],
    ['a byte order mark, long', `\ufeff${'abc'.repeat(20)}`],
    ['nul', '\0'],
    ['two, three and four bytes', 'é€😀'],
    ['two, three and four bytes, long', 'é€😀'.repeat(20)],
    ['a lone high surrogate', '\ud83d'],
    ['a lone low surrogate in a long text', `${'x'.repeat(50)}\udc00${'x'.repeat(50)}`],
    ['surrogates in the wrong order', '\udc00\ud800'],
    ['a lone surrogate at the end of a long text', `${'é'.repeat(50)}\ud800`],
    ['more units than arguments fit on the stack', `\ud800${'é'.repeat(300_000)}`],
  ])('keeps %s', (_, text) => {
    expect(roundTrip(text)).toBe(text)
  })

  test('keeps whatever a string can hold', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(roundTrip(text)).toBe(text)
      }),
      randomly(2000),
    )
  })

  test('is UTF-8 where it is well formed', () => {
    const text = 'aé€😀'.repeat(10)
    const bytes = new Uint8Array(maxBytes(text))
    expect(bytes.subarray(0, encodeText(text, bytes, 0))).toEqual(new TextEncoder().encode(text))
  })

  test.each([
    ['a byte that only continues', [0x80]],
    ['a sequence that is cut off', [0xe2, 0x82]],
    ['a longer form than needed', [0xc1, 0x81]],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80]],
    ['a byte that never occurs', [0xff]],
    ['a sequence cut off by another', [0xc3, 0x41]],
  ])('refuses %s, short and long', (_, bytes) => {
    const padded = [...new Array(40).fill(0x61), ...bytes]
    expect(() => decodeText(Uint8Array.from(bytes), 0, bytes.length)).toThrow('invalid UTF-8')
    expect(() => decodeText(Uint8Array.from(padded), 0, padded.length)).toThrow('invalid UTF-8')
  })
})
