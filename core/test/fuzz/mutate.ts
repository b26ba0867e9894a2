import { TAG, TAGGED } from '../../src/commit/format.js'
import type { Random } from './random.js'

const LARGEST = 2048

/** Names that mean something to an engine. */
const KEYS: readonly Uint8Array[] = ['__proto__', 'constructor', 'prototype', 'length'].map(word =>
  Uint8Array.of(0xa0 | word.length, ...Buffer.from(word)),
)

/** Bytes that mean something to a decoder, whole values and beginnings of them. */
const WORDS: readonly Uint8Array[] = [
  ...Object.values(TAGGED).map(tag => Uint8Array.of(TAG, tag)),
  ...KEYS,
  ...[0xcc, 0xcd, 0xce, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf].map(token =>
    Uint8Array.of(token, 0xff, 0xff, 0xff, 0xff),
  ),
  Uint8Array.of(0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0),
  Uint8Array.of(0xdd, 0, 0, 0, 2),
  new Uint8Array(64).fill(0x91),
  new Uint8Array(1100).fill(0x91),
]

/** `bytes`, changed at some places as an attacker or a broken disk may. `others` lend what is spliced in. */
export function mutate(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let result: Uint8Array = bytes.slice()
  // One change leaves most of it to be read; more lead to places that one does not.
  for (let left = random.below(2) === 0 ? 1 : 1 + random.below(4); left > 0; left -= 1)
    result = changed(result, others, random)
  return result.length > LARGEST ? result.slice(0, LARGEST) : result
}

function changed(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  const at = random.below(bytes.length + 1)
  switch (random.below(10)) {
    case 0:
    case 1:
      return overwritten(bytes, at, random.below(256))
    case 2:
      return overwritten(bytes, at, (bytes[at] ?? 0) ^ (1 << random.below(8)))
    case 3:
      return overwritten(bytes, at, random.pick([0, 1, 0x7f, 0x80, 0x90, 0xa0, 0xc0, TAG, 0xff]))
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8)))
    case 5:
      return joined(bytes.subarray(0, at), random.pick(WORDS), bytes.subarray(at))
    case 6:
      return joined(bytes.subarray(0, at), random.pick(WORDS), bytes.subarray(at + random.below(12)))
    case 7: {
      const other = random.pick(others)
      const from = random.below(other.length + 1)
      const piece = other.subarray(from, from + random.below(40))
      return joined(bytes.subarray(0, at), piece, bytes.subarray(at + random.below(40)))
    }
    case 8: {
      // What is likely to be a key becomes another: a small number, or the next short text.
      const number = random.below(2) === 0
      const found = number ? at : bytes.findIndex((token, index) => index >= at && isShortText(token))
      if (found < 0) return bytes
      const size = number ? 1 : 1 + (bytes[found]! & 0x1f)
      return joined(bytes.subarray(0, found), random.pick(KEYS), bytes.subarray(found + size))
    }
    default:
      return joined(bytes.subarray(0, at), bytes.subarray(random.below(bytes.length + 1)))
  }
}

function isShortText(token: number): boolean {
  return token > 0xa0 && token < 0xc0
}

function overwritten(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  if (at < bytes.length) bytes[at] = byte
  return bytes
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

/** Bytes from nowhere. */
export function anyBytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(40) }, () => random.below(256))
}
