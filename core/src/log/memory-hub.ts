import { LockstepError } from '../errors/errors.js'
import { CONFLICT, FULL, type Snapshot } from './log.js'

/** What a record occupies beside its payload; makes a log of empty commits bounded too. */
const RECORD_OVERHEAD = 32

/** Small payloads share buffers: an ArrayBuffer for each would cost more than the rest of a commit. */
const CHUNK_BYTES = 16_384

/** The segment's defaults: 4 MiB and 128 MiB. */
export const DEFAULT_LOG_BYTES = 4_194_304
export const DEFAULT_MAX_STATE_BYTES = 134_217_728

export interface MemoryHubOptions {
  /** The encoded state at version 0. */
  readonly initial: Uint8Array
  /** Bytes of records kept. Default 4 MiB. */
  readonly logBytes?: number
  /** The largest encoded state. Default 128 MiB. */
  readonly maxStateBytes?: number
}

export interface MemoryRecord {
  readonly payload: Uint8Array
  readonly peer: string
  readonly time: number
  /** Bytes of all records up to and with this one since version 0. */
  readonly position: number
}

/** What the attachments of one memory store share: the records that are kept, and a snapshot. */
export interface MemoryHub {
  readonly maxStateBytes: number
  readonly maxRecordBytes: number
  readonly head: number
  /** The version before the oldest record that is kept. */
  readonly tail: number
  record(version: number): MemoryRecord
  append(expected: number, payload: Uint8Array, length: number, peer: string): number
  appendSnapshot(expected: number, state: Uint8Array): number
  snapshot(): Snapshot
  checkpointDue(): boolean
  checkpoint(version: number, state: Uint8Array): boolean
  /** Everybody who has the store open. */
  readonly attachments: Set<MemoryAttachment>
}

export interface MemoryAttachment {
  readonly id: string
  readonly title: string
  /** The version up to which the attachment's owner has applied. */
  applied: number
  /** The version it waits for others to apply; 0 when it does not wait. */
  wanted: number
  /** Asleep: the next commit wakes it. */
  armed: boolean
  wake(): void
}

/**
 * Keeps the same rules as the segment: room is made only by dropping records that the snapshot covers, so that
 * everybody can always reach the head by the snapshot and what follows it.
 */
export function createMemoryHub(options: MemoryHubOptions): MemoryHub {
  const logBytes = options.logBytes ?? DEFAULT_LOG_BYTES
  const maxStateBytes = options.maxStateBytes ?? DEFAULT_MAX_STATE_BYTES
  const records = new Map<number, MemoryRecord>()
  const attachments = new Set<MemoryAttachment>()
  let head = 0
  let headPosition = 0
  let tail = 0
  let tailPosition = 0
  let snapshot: Snapshot = { version: 0, bytes: options.initial.slice() }
  let snapshotPosition = 0

  if (options.initial.length > maxStateBytes) {
    throw new LockstepError(
      'LOCKSTEP_FULL',
      `The initial state takes ${options.initial.length} bytes, more than maxStateBytes (${maxStateBytes}): raise maxStateBytes`,
    )
  }

  let chunk = new Uint8Array(0)
  let chunkUsed = 0

  function keep(payload: Uint8Array, length: number): Uint8Array {
    if (length > CHUNK_BYTES / 4) return payload.slice(0, length)
    if (chunkUsed + length > chunk.length) {
      chunk = new Uint8Array(CHUNK_BYTES)
      chunkUsed = 0
    }
    chunk.set(length === payload.length ? payload : payload.subarray(0, length), chunkUsed)
    chunkUsed += length
    return chunk.subarray(chunkUsed - length, chunkUsed)
  }

  /** The size that the state can have reached at most: what a later checkpoint must be able to hold. */
  function stateBound(): number {
    return snapshot.bytes.length + payloadBytesSince()
  }

  function payloadBytesSince(): number {
    return headPosition - snapshotPosition - RECORD_OVERHEAD * (head - snapshot.version)
  }

  function makeRoom(size: number): boolean {
    while (headPosition - tailPosition + size > logBytes) {
      if (tail >= snapshot.version) return false
      tail += 1
      tailPosition = record(tail).position
      records.delete(tail)
    }
    return true
  }

  function record(version: number): MemoryRecord {
    return records.get(version)!
  }

  return {
    maxStateBytes,
    maxRecordBytes: Math.floor(logBytes / 2) - RECORD_OVERHEAD,
    attachments,
    get head() {
      return head
    },
    get tail() {
      return tail
    },
    record,

    append(expected, payload, length, peer) {
      if (head !== expected) return CONFLICT
      if (stateBound() + length > maxStateBytes) return FULL
      if (!makeRoom(length + RECORD_OVERHEAD)) return FULL
      head += 1
      headPosition += length + RECORD_OVERHEAD
      records.set(head, {
        payload: keep(payload, length),
        peer,
        time: Date.now(),
        position: headPosition,
      })
      return head
    },

    appendSnapshot(expected, state) {
      if (head !== expected) return CONFLICT
      if (state.length > maxStateBytes) return FULL
      records.clear()
      head += 1
      tail = head
      tailPosition = headPosition
      snapshot = { version: head, bytes: state.slice() }
      snapshotPosition = headPosition
      return head
    },

    snapshot() {
      return { version: snapshot.version, bytes: snapshot.bytes.slice() }
    },

    checkpointDue() {
      return headPosition - snapshotPosition >= logBytes / 2
    },

    checkpoint(version, state) {
      if (version <= snapshot.version || version > head) return false
      snapshotPosition = record(version).position
      snapshot = { version, bytes: state.slice() }
      return true
    },
  }
}
