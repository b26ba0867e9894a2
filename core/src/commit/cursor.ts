import { LockstepError } from '../errors/errors.js'
import { readKeyText } from './key-cache.js'
import { decodeText } from './text.js'

/**
 * The bytes being read. They may come from anywhere: every length is compared with what is left before anything of
 * that size is made, so that no input costs more memory than a small multiple of its own size.
 */
let bytes = new Uint8Array(0)
let at = 0
let end = 0
/** For what takes eight bytes. A DataView over each payload and each frame would cost more than decoding it. */
const eight = new DataView(new ArrayBuffer(8))

/**
 * Runs `read` over `source`.
 * @throws LOCKSTEP_DAMAGED if the bytes are not what the encoder writes, or go on afterwards
 */
export function decoding<Result>(source: Uint8Array, what: string, read: () => Result): Result {
  bytes = source as Uint8Array<ArrayBuffer>
  at = 0
  end = source.length
  try {
    const result = read()
    if (at !== end) throw damaged('there are bytes after its end')
    return result
  } catch (cause) {
    throw new LockstepError(
      'LOCKSTEP_DAMAGED',
      `${what} of the store cannot be decoded (${cause instanceof Error ? cause.message : String(cause)}): ` +
        'check that every process uses the same version of Lockstep, then close the store everywhere and open it again',
      { cause },
    )
  }
}

/** Lets go of the bytes: a snapshot's buffer should not live until the next decoding. */
export function forgetBytes(): void {
  bytes = new Uint8Array(0)
}

/** What to throw while decoding; `decoding` makes the error of it that callers see. */
export function damaged(reason: string): Error {
  return new RangeError(reason)
}

export function isAtEnd(): boolean {
  return at === end
}

/** The number of bytes not read yet. */
export function left(): number {
  return end - at
}

/** For a count of things that take at least one byte each. */
export function assertLeft(count: number): void {
  if (count > end - at) throw damaged('a count is impossible')
}

/** Moves past `size` bytes and returns where they start. */
function take(size: number): number {
  if (size > end - at) throw damaged('it ends too early')
  const start = at
  at += size
  return start
}

export function readByte(): number {
  return bytes[take(1)]!
}

export function readUint16(): number {
  const start = take(2)
  return (bytes[start]! << 8) | bytes[start + 1]!
}

export function readUint32(): number {
  return takeInt32() >>> 0
}

export function readFloat(): number {
  readEight()
  return eight.getFloat64(0)
}

export function readBigInt64(): bigint {
  readEight()
  return eight.getBigInt64(0)
}

function readEight(): void {
  eight.setInt32(0, takeInt32())
  eight.setInt32(4, takeInt32())
}

function takeInt32(): number {
  const start = take(4)
  return (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!
}

export function readText(length: number): string {
  const start = take(length)
  return decodeText(bytes, start, at)
}

/** A short text that is likely to come again, if one follows; otherwise nothing is read. */
export function readShortKey(): string | undefined {
  const token = bytes[at]
  if (token === undefined || token < 0xa0 || token >= 0xc0) return undefined
  at += 1
  const start = take(token & 0x1f)
  return readKeyText(bytes, start, at)
}

/** A copy: it must neither keep the payload's buffer alive nor change with it, and starts aligned. */
export function readBytes(length: number): Uint8Array {
  const start = take(length)
  return new Uint8Array(bytes.subarray(start, at))
}

/** A view: valid as long as the bytes being read are. */
export function readRaw(length: number): Uint8Array {
  const start = take(length)
  return bytes.subarray(start, at)
}

export function peekByte(): number | undefined {
  return at < end ? bytes[at] : undefined
}
