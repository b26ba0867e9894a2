const encoder = new TextEncoder()
// A byte order mark is a character like others, and lone surrogates must not be replaced but reach `decodeUnits`.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Below this many units or bytes a loop is faster than calling the host's encoder and decoder. */
const SHORT = 28

/** `String.fromCharCode` takes its units as arguments, of which the stack holds only so many. */
const CHUNK = 4096

/** Arrays of every short length, reused. */
const scratch: number[][] = Array.from({ length: SHORT }, (_, length) => new Array<number>(length).fill(0))

/** The most bytes that `text` can take. */
export function maxBytes(text: string): number {
  return text.length * 3
}

/**
 * Writes `text` as UTF-8, lone surrogates included; `into` has room for `maxBytes`.
 * @returns the position after it
 */
export function encodeText(text: string, into: Uint8Array, at: number): number {
  if (text.length < SHORT) return encodeUnits(text, into, at)
  const { written } = encoder.encodeInto(text, into.subarray(at))
  if (written === text.length || isWellFormed(text)) return at + written
  return encodeUnits(text, into, at)
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

function encodeUnits(text: string, into: Uint8Array, start: number): number {
  let at = start
  for (let index = 0; index < text.length; index += 1) {
    let unit = text.charCodeAt(index)
    if (unit < 0x80) {
      into[at++] = unit
    } else if (unit < 0x800) {
      into[at++] = 0xc0 | (unit >> 6)
      into[at++] = 0x80 | (unit & 0x3f)
    } else {
      const low = (unit & 0xfc00) === 0xd800 ? text.charCodeAt(index + 1) : 0
      if ((low & 0xfc00) === 0xdc00) {
        index += 1
        unit = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff)
        into[at++] = 0xf0 | (unit >> 18)
        into[at++] = 0x80 | ((unit >> 12) & 0x3f)
      } else {
        into[at++] = 0xe0 | (unit >> 12)
      }
      into[at++] = 0x80 | ((unit >> 6) & 0x3f)
      into[at++] = 0x80 | (unit & 0x3f)
    }
  }
  return at
}

/** The text in `bytes[start, end)`. Throws if it is not what `encodeText` can have written. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length === 0) return ''
  if (length >= SHORT) return decodeLong(bytes, start, end)
  const units = scratch[length]!
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[start + index]!
    if (byte >= 0x80) return decodeUnits(bytes, start, end)
    units[index] = byte
  }
  return String.fromCharCode.apply(undefined, units)
}

function decodeLong(bytes: Uint8Array, start: number, end: number): string {
  try {
    return decoder.decode(bytes.subarray(start, end))
  } catch {
    return decodeUnits(bytes, start, end)
  }
}

function decodeUnits(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let units: number[] = []
  let at = start
  while (at < end) {
    const first = bytes[at]!
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    let point = size === 1 ? first : first & (0xff >> (size + 1))
    for (let index = 1; index < size; index += 1) {
      const byte = at + index < end ? bytes[at + index]! : 0
      if ((byte & 0xc0) !== 0x80) throw new RangeError('invalid UTF-8')
      point = (point << 6) | (byte & 0x3f)
    }
    const impossible = (first & 0xc0) === 0x80 || first > 0xf4 || point > 0x10ffff
    if (impossible || size > encodedSize(point)) throw new RangeError('invalid UTF-8')
    at += size
    if (point < 0x10000) units.push(point)
    else units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff))
    if (units.length >= CHUNK) {
      text += String.fromCharCode.apply(undefined, units)
      units = []
    }
  }
  return text + String.fromCharCode.apply(undefined, units)
}

function encodedSize(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}
