import { elementSize, VIEW_TYPES, viewOver } from './binary.js'
import {
  assertLeft,
  damaged,
  readBigInt64,
  readByte,
  readBytes,
  readFloat,
  readShortKey,
  readText,
  readUint16,
  readUint32,
} from './cursor.js'
import { createError } from './error-value.js'
import { TAG, TAGGED } from './format.js'
import type { PathKey } from './patch.js'
import { isMapKey, MAX_DEPTH } from './values.js'

/** @param depth how many containers the value is in */
export function readValue(depth: number): unknown {
  const token = readByte()
  if (token < 0x80) return token
  if (token < 0x90) return readPlain(token & 0x0f, depth)
  if (token < 0xa0) return readArray(token & 0x0f, depth)
  if (token < 0xc0) return readText(token & 0x1f)
  if (token >= 0xe0) return token - 0x100
  switch (token) {
    case 0xc0:
      return null
    case TAG:
      return readTagged(readByte(), depth)
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xcb:
      return readFloat()
    case 0xcc:
      return readByte()
    case 0xcd:
      return readUint16()
    case 0xce:
      return readUint32()
    case 0xd0:
      return (readByte() << 24) >> 24
    case 0xd1:
      return (readUint16() << 16) >> 16
    case 0xd2:
      return readUint32() | 0
    case 0xd3:
      return readBigInt64()
    case 0xd9:
      return readText(readByte())
    case 0xda:
      return readText(readUint16())
    case 0xdb:
      return readText(readUint32())
    case 0xdc:
      return readArray(readUint16(), depth)
    case 0xdd:
      return readArray(readUint32(), depth)
    case 0xde:
      return readPlain(readUint16(), depth)
    case 0xdf:
      return readPlain(readUint32(), depth)
    default:
      throw damaged(`nothing begins with the byte ${token}`)
  }
}

export function readPathKey(): PathKey {
  const key = readShortKey() ?? readValue(0)
  if (!isMapKey(key)) throw damaged('a key is no text, number, bigint, boolean or null')
  return key
}

/** A count of things that take at least one byte each. */
export function readCount(): number {
  const count = readValue(0)
  if (!Number.isInteger(count) || (count as number) < 0) throw damaged('a count is impossible')
  assertLeft(count as number)
  return count as number
}

export function readString(): string {
  const text = readValue(0)
  if (typeof text !== 'string') throw damaged('a text is missing')
  return text
}

function enter(count: number, depth: number): void {
  assertLeft(count)
  if (depth >= MAX_DEPTH) throw damaged('it is nested too deep')
}

function readPlain(count: number, depth: number): object {
  enter(count, depth)
  const object: Record<string, unknown> = {}
  for (let index = 0; index < count; index += 1) {
    const key = readShortKey() ?? readString()
    // Assigning it would set the prototype.
    if (key === '__proto__') throw damaged('a property is named __proto__')
    object[key] = readValue(depth + 1)
  }
  return object
}

function readArray(count: number, depth: number): unknown[] {
  enter(count, depth)
  // Grown by pushing, not allocated at once: nested false counts would add up.
  const array: unknown[] = []
  for (let index = 0; index < count; index += 1) array.push(readValue(depth + 1))
  return array
}

function readTagged(tag: number, depth: number): unknown {
  switch (tag) {
    case TAGGED.undefined:
      return undefined
    case TAGGED.map:
      return readMap(readCount(), depth)
    case TAGGED.set:
      return readSet(readCount(), depth)
    case TAGGED.date:
      return new Date(readFloat())
    case TAGGED.regexp:
      return new RegExp(readString(), readString())
    case TAGGED.error:
      return readError(depth)
    case TAGGED.bigint:
      return readBigInt()
    case TAGGED.buffer:
      return readBytes(readCount()).buffer
    case TAGGED.view:
      return readView()
    default:
      throw damaged(`there is no kind of value ${tag}`)
  }
}

function readMap(count: number, depth: number): Map<unknown, unknown> {
  enter(count, depth)
  const map = new Map<unknown, unknown>()
  for (let index = 0; index < count; index += 1) {
    const key = readPathKey()
    map.set(key, readValue(depth + 1))
  }
  return map
}

function readSet(count: number, depth: number): Set<unknown> {
  enter(count, depth)
  const set = new Set<unknown>()
  for (let index = 0; index < count; index += 1) set.add(readValue(depth + 1))
  return set
}

function readError(depth: number): Error {
  enter(0, depth)
  const name = readString()
  const message = readString()
  const stack = readValue(depth + 1)
  if (stack !== null && typeof stack !== 'string') throw damaged('the stack of an error is no text')
  const parts = { name, message, stack: stack ?? undefined }
  return createError(readValue(depth + 1) === true ? { ...parts, cause: readValue(depth + 1) } : parts)
}

function readBigInt(): bigint {
  const negative = readByte() === 1
  const magnitude = readBytes(readCount())
  let hex = '0x0'
  // Joined piece by piece: engines keep what is added up digit by digit as a tree, of 32 bytes a digit.
  for (let from = 0; from < magnitude.length; from += 1024) {
    hex += Array.from(magnitude.subarray(from, from + 1024), byte => byte.toString(16).padStart(2, '0')).join(
      '',
    )
  }
  const value = BigInt(hex)
  return negative ? -value : value
}

function readView(): ArrayBufferView {
  const type = readByte()
  if (type >= VIEW_TYPES.length) throw damaged(`there is no kind of typed array ${type}`)
  const content = readBytes(readCount())
  if (content.length % elementSize(type) !== 0) throw damaged('a typed array ends within an element')
  return viewOver(type, content)
}
