import { loadAddon } from './addon.js'
import type { Neighbour, Segment, SegmentOptions } from './segment.js'

export type { Access, CreateMemoryOptions, MemoryPlace, ViewOptions } from './parts/memory-options.js'
export type { CreateMutexOptions, Held, OpenMutexOptions } from './parts/mutex.js'
export { Mutex } from './parts/mutex.js'
export type { CreateEventOptions, OpenEventOptions } from './parts/named-event.js'
export { NamedEvent } from './parts/named-event.js'
export type { NameOptions } from './parts/names.js'
export type { OpenMemoryOptions } from './parts/shared-memory.js'
export { SharedMemory } from './parts/shared-memory.js'
export type { TimeoutOptions, WaitOptions } from './parts/waiting.js'
export type { Neighbour, Segment, SegmentOptions, SegmentPeer } from './segment.js'
export { CONFLICT, FULL, LAPPED, STATUS, TOO_SMALL } from './segment.js'

/**
 * Joins a segment, or creates it where `create` is given and nobody holds it.
 *
 * @throws LOCKSTEP_NATIVE, LOCKSTEP_NAME, LOCKSTEP_OPTIONS, LOCKSTEP_NOT_FOUND, LOCKSTEP_EXISTS, LOCKSTEP_PERMISSION,
 * LOCKSTEP_LAYOUT, LOCKSTEP_SCHEMA, LOCKSTEP_DAMAGED, LOCKSTEP_NO_SPACE, LOCKSTEP_FULL (the initial state is too large),
 * LOCKSTEP_PEERS, LOCKSTEP_BUSY, LOCKSTEP_SYSTEM. Each is an `Error` with that `code`; then nothing was changed.
 *
 * @example
 * ```ts
 * const segment = openSegment({
 *   key: 'counter', store: 'counter', schemaVersion: 1, readonly: false, title: '', lockTimeout: 5000,
 *   create: { initial: new Uint8Array([0]), exclusive: false, logBytes: 1 << 20, maxStateBytes: 1 << 20 },
 * })
 * segment.snapshot()                                   // the cursor is at the snapshot's version now
 * segment.append(segment.head(), new Uint8Array([1]), 1) // 1: the new version
 * ```
 */
export function openSegment(options: SegmentOptions): Segment {
  return loadAddon().openSegment(options)
}

/**
 * The directory where this user's segments lie, made if missing: `LOCKSTEP_DIR`, else a private one in shared memory.
 * @throws LOCKSTEP_NATIVE, LOCKSTEP_PERMISSION
 */
export function segmentDirectory(): string {
  return loadAddon().segmentDirectory()
}

/** The number of the segment's layout: part of a store's name in the operating system, so that versions never mix. */
export function layoutVersion(): number {
  return loadAddon().layoutVersion
}

/**
 * The living segments of this user whose key begins with `prefix`, but for the one called `own`: programs that share a
 * store's name with another schema or layout, and do not see each other.
 */
export function neighbours(prefix: string, own: string): Neighbour[] {
  return loadAddon().neighbours(prefix, own)
}
