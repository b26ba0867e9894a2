import { bytesOf, viewType } from './binary.js'
import { errorParts } from './error-value.js'
import { TAG, TAGGED } from './format.js'
import { kindOf } from './kinds.js'
import {
  writeByte,
  writeCount,
  writeFloat,
  writeInt64,
  writeNumber,
  writeRaw,
  writeString,
} from './output.js'
import { unsupported } from './values.js'

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

function writeTag(tag: number): void {
  writeByte(TAG)
  writeByte(tag)
}

function writeBigInt(value: bigint): void {
  if (BigInt.asIntN(64, value) === value) {
    writeByte(0xd3)
    writeInt64(value)
    return
  }
  const digits = (value < 0n ? -value : value).toString(16)
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`
  writeTag(TAGGED.bigint)
  writeByte(value < 0n ? 1 : 0)
  writeNumber(hex.length / 2)
  for (let index = 0; index < hex.length; index += 2)
    writeByte(Number.parseInt(hex.slice(index, index + 2), 16))
}

function writeBytes(bytes: Uint8Array): void {
  writeNumber(bytes.length)
  writeRaw(bytes)
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
