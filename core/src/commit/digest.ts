import { bytesOf } from './binary.js'
import { kindOf } from './kinds.js'

/** What the engine cannot freeze: an edit to it shows only in its digest. */
export type Unfreezable = Date | ArrayBuffer | ArrayBufferView

export function isUnfreezable(value: unknown): value is Unfreezable {
  if (typeof value !== 'object' || value === null) return false
  const kind = kindOf(value)
  return kind === 'date' || kind === 'view' || kind === 'buffer'
}

/** A number that nearly every edit of `value` changes; NaN for an invalid date and for a buffer transferred away. */
export function digest(value: Unfreezable): number {
  if (value instanceof Date) return value.getTime()
  try {
    return fnv1a(bytesOf(value))
  } catch {
    return Number.NaN
  }
}

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < bytes.length; index += 1) hash = Math.imul(hash ^ bytes[index]!, 0x01000193)
  return hash
}
