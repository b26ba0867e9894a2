import { encodeText, maxBytes } from './text.js'

/** The bytes written so far are `out[0, at)`. Module state, so that the engine keeps both in registers. */
let out = new Uint8Array(0)
let at = 0
/** For what takes more than a byte. A DataView over each buffer would cost more than a small commit. */
const eight = new DataView(new ArrayBuffer(8))
const eightBytes = new Uint8Array(eight.buffer)

/** Starts writing at the beginning of `buffer`. */
export function startWriting(buffer: Uint8Array<ArrayBuffer>): void {
  out = buffer
  at = 0
}

/** The buffer written to, which may have been replaced by a larger one, and the number of bytes in it. */
export function written(): { buffer: Uint8Array<ArrayBuffer>; length: number } {
  return { buffer: out, length: at }
}

function makeRoom(size: number): void {
  if (at + size > out.length) grow(size)
}

function grow(size: number): void {
  const larger = new Uint8Array(Math.max(at + size, out.length * 2, 256))
  larger.set(out.subarray(0, at))
  out = larger
}

/** The first `count` of the eight, for which there is room. */
function takeEight(count: number): void {
  for (let index = 0; index < count; index += 1) out[at++] = eightBytes[index]!
}

export function writeByte(byte: number): void {
  makeRoom(1)
  out[at++] = byte
}

export function writeNumber(value: number): void {
  makeRoom(9)
  if (value >>> 0 === value && !Object.is(value, -0)) {
    if (value < 0x80) out[at++] = value
    else if (value < 0x100) {
      out[at++] = 0xcc
      out[at++] = value
    } else if (value < 0x10000) {
      out[at++] = 0xcd
      out[at++] = value >> 8
      out[at++] = value
    } else {
      out[at++] = 0xce
      eight.setUint32(0, value)
      takeEight(4)
    }
  } else if (value >> 0 === value && value !== 0) {
    if (value >= -0x20) out[at++] = value
    else if (value >= -0x80) {
      out[at++] = 0xd0
      out[at++] = value
    } else if (value >= -0x8000) {
      out[at++] = 0xd1
      eight.setInt16(0, value)
      takeEight(2)
    } else {
      out[at++] = 0xd2
      eight.setInt32(0, value)
      takeEight(4)
    }
  } else {
    out[at++] = 0xcb
    eight.setFloat64(0, value)
    takeEight(8)
  }
}

export function writeString(text: string): void {
  makeRoom(5 + maxBytes(text))
  // Ascii is the common case: assume it, and move the bytes where the header turns out longer.
  const assumed = stringHeaderSize(text.length)
  const length = encodeText(text, out, at + assumed) - at - assumed
  const needed = stringHeaderSize(length)
  if (needed !== assumed) out.copyWithin(at + needed, at + assumed, at + assumed + length)
  if (needed === 1) out[at++] = 0xa0 | length
  else if (needed === 2) {
    out[at++] = 0xd9
    out[at++] = length
  } else writeWide(0xda, length)
  at += length
}

function stringHeaderSize(length: number): number {
  return length < 0x20 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 5
}

/** A length after the token that announces 16 bits of it, or after the next token, which announces 32. */
function writeWide(token: number, length: number): void {
  if (length < 0x10000) {
    out[at++] = token
    eight.setUint16(0, length)
    takeEight(2)
  } else {
    out[at++] = token + 1
    eight.setUint32(0, length)
    takeEight(4)
  }
}

export function writeCount(short: number, token16: number, length: number): void {
  makeRoom(5)
  if (length < 16) out[at++] = short | length
  else writeWide(token16, length)
}

/** Bytes as they are; the reader has to know how many. */
export function writeRaw(bytes: Uint8Array): void {
  makeRoom(bytes.length)
  out.set(bytes, at)
  at += bytes.length
}

export function writeUint32(value: number): void {
  makeRoom(4)
  eight.setUint32(0, value)
  takeEight(4)
}

export function writeFloat(value: number): void {
  makeRoom(8)
  eight.setFloat64(0, value)
  takeEight(8)
}

/** An integer that 64 bits hold. */
export function writeInt64(value: bigint): void {
  makeRoom(8)
  eight.setBigInt64(0, value)
  takeEight(8)
}
