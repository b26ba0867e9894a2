import { createHash } from 'node:crypto'
import { layoutVersion, neighbours, openSegment, STATUS, segmentDirectory, TOO_SMALL } from '@lockstep/native'
import { createDoorbell } from './doorbell.js'
import { LAPPED, type Log, type RecordBatch } from './log.js'
import { createSegmentBatch } from './segment-batch.js'

/** What a mapped store's log is made of. Checked by the caller. */
export interface SegmentLogOptions {
  /** What messages call the store; without `file`, also how it is found. */
  readonly name: string
  readonly scope: string
  /** The real path of the file that keeps the store. Without it, the store lives as long as somebody holds it. */
  readonly file?: string | undefined
  readonly schemaVersion: number
  /** Opens a file of an older schema too; the caller migrates it first of all. */
  readonly migrates?: boolean
  /** Creates the segment if nobody holds it, the file if there is none; without it, only opens. */
  readonly create?: {
    readonly initial: Uint8Array
    readonly exclusive: boolean
    readonly logBytes: number
    readonly maxStateBytes: number
  }
  readonly readonly: boolean
  readonly title: string
  readonly lockTimeout: number
}

/** A log in shared memory. */
export interface SegmentLog extends Log {
  /** Whether this attachment created the segment, or the file. */
  readonly created: boolean
  /** The schema of what was read last. */
  schemaVersion(): number
  /** As `appendSnapshot`; from then on the store has this attachment's schema, and ends for those of another one. */
  migrate(expected: number, state: Uint8Array): number
  /** Where the segment lies. */
  readonly path: string
}

export { segmentDirectory }

/**
 * The name of a store's segment in the operating system. Scope, schema and layout are part of it: an old and a new
 * program run side by side, each with its own kind, instead of reading what they do not understand.
 */
export function segmentKey(name: string, scope: string, schemaVersion: number): string {
  const place = createHash('sha256').update(scope).digest('hex').slice(0, 16)
  return `${name}@${place}.v${schemaVersion}.l${layoutVersion()}`
}

/**
 * Programs that have the same store open with another schema or layout now, and so do not see this one's state.
 * `pid` is one of its processes, 0 where its layout cannot be read.
 */
export function otherVersions(
  name: string,
  scope: string,
  schemaVersion: number,
): { version: string; pid: number }[] {
  const own = segmentKey(name, scope, schemaVersion)
  const prefix = own.slice(0, own.lastIndexOf('@') + 18)
  return neighbours(prefix, own).map(({ key, pid }) => ({ version: key.slice(prefix.length), pid }))
}

const FIRST_BUFFER_BYTES = 64 * 1024

/** Attaches this thread to a store's segment. Throws what `openSegment` throws. */
export function openSegmentLog(options: SegmentLogOptions): SegmentLog {
  const { name, scope, file, schemaVersion, migrates, create, readonly, title, lockTimeout } = options
  const segment = openSegment({
    ...(file === undefined
      ? { key: segmentKey(name, scope, schemaVersion) }
      : { file, migrates: migrates ?? false }),
    store: name,
    schemaVersion,
    readonly,
    title,
    lockTimeout,
    ...(create && { create }),
  })
  const { status } = segment
  const batch = createSegmentBatch()
  const doorbell = createDoorbell(segment)
  let buffer = new Uint8Array(FIRST_BUFFER_BYTES)
  let closed = false

  function read(): RecordBatch | undefined | typeof LAPPED {
    let bytes = segment.read(buffer)
    while (bytes === TOO_SMALL) {
      buffer = new Uint8Array(Math.max(status[STATUS.needed]!, buffer.length * 2))
      bytes = segment.read(buffer)
    }
    if (bytes === 0) return undefined
    if (bytes === LAPPED) return LAPPED
    return batch.over(buffer, bytes)
  }

  return {
    created: segment.created,
    path: segment.path,
    schemaVersion: segment.schemaVersion,
    migrate: segment.migrate,
    peerId: segment.peerId,
    maxStateBytes: segment.maxStateBytes,
    maxRecordBytes: segment.maxRecordBytes,
    head: segment.head,
    append: segment.append,
    appendSnapshot: segment.appendSnapshot,
    read,
    snapshot() {
      const bytes = segment.snapshot()
      return { version: status[STATUS.snapshotVersion]!, bytes }
    },
    checkpointDue: () => status[STATUS.logUsed]! >= segment.logBytes / 2,
    checkpoint: segment.checkpoint,
    onWake: doorbell.onWake,
    arm: segment.arm,
    keepAlive: doorbell.keepAlive,
    peers: segment.peers,
    awaitApplied: segment.awaitApplied,
    flush() {
      if (file !== undefined) segment.flush()
    },
    close() {
      if (closed) return
      closed = true
      doorbell.close()
      segment.close()
    },
  }
}
