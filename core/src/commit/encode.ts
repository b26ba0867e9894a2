import { bytesOf, viewType } from './binary.js'
import { errorParts } from './error-value.js'
import { TAG, TAGGED } from './format.js'
import { kindOf } from './kinds.js'
import { encodeText, maxBytes } from './text.js'
import { unsupported } from './values.js'

/** The bytes written so far are `out[0, at)`. Module state, so that the engine keeps both in registers. */
let out = new Uint8Array(0)
let outView = new DataView(out.buffer)
let at = 0

/** Starts writing at the beginning of `buffer`. */
export function startWriting(buffer: Uint8Array<ArrayBuffer>): void {
  if (buffer !== out) {
    out = buffer
    outView = new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
  }
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
  outView = new DataView(larger.buffer)
}

export function writeByte(byte: number): void {
  makeRoom(1)
  out[at++] = byte
}

function writeTag(tag: number): void {
  makeRoom(2)
  out[at++] = TAG
  out[at++] = tag
}

/** Writes anything `copyValue` returns. Everything else throws LOCKSTEP_UNSUPPORTED. */
export function writeValue(value: unknown): void {
  if (typeof value === 'string') writeString(value)
  else if (typeof value === 'number') writeNumber(value)
  else if (typeof value === 'boolean') writeByte(value ? 0xc3 : 0xc2)
  else if (value === null) writeByte(0xc0)
  else if (value === undefined) writeTag(TAGGED.undefined)
  else if (typeof value === 'object') writeObject(value)
  else if (typeof value === 'bigint') writeBigInt(value)
  else throw unsupported([], `a ${typeof value} (or holds one)`)
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
      outView.setUint32(at, value)
      at += 4
    }
  } else if (value >> 0 === value && value !== 0) {
    if (value >= -0x20) out[at++] = value
    else if (value >= -0x80) {
      out[at++] = 0xd0
      out[at++] = value
    } else if (value >= -0x8000) {
      out[at++] = 0xd1
      outView.setInt16(at, value)
      at += 2
    } else {
      out[at++] = 0xd2
      outView.setInt32(at, value)
      at += 4
    }
  } else {
    out[at++] = 0xcb
    outView.setFloat64(at, value)
    at += 8
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
    outView.setUint16(at, length)
    at += 2
  } else {
    out[at++] = token + 1
    outView.setUint32(at, length)
    at += 4
  }
}

function writeCount(short: number, token16: number, length: number): void {
  makeRoom(5)
  if (length < 16) out[at++] = short | length
  else writeWide(token16, length)
}

function writeBigInt(value: bigint): void {
  if (BigInt.asIntN(64, value) === value) {
    makeRoom(9)
    out[at++] = 0xd3
    outView.setBigInt64(at, value)
    at += 8
    return
  }
  const digits = (value < 0n ? -value : value).toString(16)
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`
  writeTag(TAGGED.bigint)
  writeByte(value < 0n ? 1 : 0)
  writeNumber(hex.length / 2)
  makeRoom(hex.length / 2)
  for (let index = 0; index < hex.length; index += 2)
    out[at++] = Number.parseInt(hex.slice(index, index + 2), 16)
}

function writeBytes(bytes: Uint8Array): void {
  writeNumber(bytes.length)
  writeRaw(bytes)
}

/** Bytes as they are; the reader has to know how many. */
export function writeRaw(bytes: Uint8Array): void {
  makeRoom(bytes.length)
  out.set(bytes, at)
  at += bytes.length
}

export function writeUint32(value: number): void {
  makeRoom(4)
  outView.setUint32(at, value)
  at += 4
}

export function writeFloat(value: number): void {
  makeRoom(8)
  outView.setFloat64(at, value)
  at += 8
}

function writeObject(value: object): void {
  if (Array.isArray(value)) writeArray(value)
  else if (Object.getPrototypeOf(value) === Object.prototype) writePlain(value as Record<string, unknown>)
  else writeOther(value)
}

function writeOther(value: object): void {
  const kind = kindOf(value)
  if (kind === 'object') writePlain(value as Record<string, unknown>)
  else if (kind === 'map') writeMap(value as Map<unknown, unknown>)
  else if (kind === 'set') writeSet(value as Set<unknown>)
  else if (kind === 'date') writeDate(value as Date)
  else if (kind === 'regexp') writeRegExp(value as RegExp)
  else if (kind === 'error') writeError(value)
  else if (kind === 'view') writeView(value as ArrayBufferView)
  else if (kind === 'buffer') {
    writeTag(TAGGED.buffer)
    writeBytes(bytesOf(value as ArrayBuffer))
  } else throw unsupported([], 'an instance of a class (or holds one)')
}

function writeDate(value: Date): void {
  writeTag(TAGGED.date)
  writeFloat(value.getTime())
}

function writeRegExp(value: RegExp): void {
  writeTag(TAGGED.regexp)
  writeString(value.source)
  writeString(value.flags)
}

function writePlain(value: Record<string, unknown>): void {
  const keys = Object.keys(value)
  writeCount(0x80, 0xde, keys.length)
  for (const key of keys) {
    writeString(key)
    writeValue(value[key])
  }
}

function writeArray(value: readonly unknown[]): void {
  writeCount(0x90, 0xdc, value.length)
  for (let index = 0; index < value.length; index += 1) writeValue(value[index])
}

function writeMap(value: ReadonlyMap<unknown, unknown>): void {
  writeTag(TAGGED.map)
  writeNumber(value.size)
  for (const [key, item] of value) {
    writeValue(key)
    writeValue(item)
  }
}

function writeSet(value: ReadonlySet<unknown>): void {
  writeTag(TAGGED.set)
  writeNumber(value.size)
  for (const member of value) writeValue(member)
}

function writeError(value: object): void {
  const parts = errorParts(value)
  writeTag(TAGGED.error)
  writeString(parts.name)
  writeString(parts.message)
  writeValue(parts.stack ?? null)
  writeValue('cause' in parts)
  if ('cause' in parts) writeValue(parts.cause)
}

function writeView(value: ArrayBufferView): void {
  const type = viewType(value)
  if (type === undefined)
    throw unsupported([], 'a kind of typed array that not every runtime has (or holds one)')
  writeTag(TAGGED.view)
  writeByte(type)
  writeBytes(bytesOf(value))
}
