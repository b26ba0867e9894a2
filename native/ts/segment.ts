/** What `openSegment` needs to know. All byte counts are whole numbers. */
export interface SegmentOptions {
  /** The absolute path of a file-backed store; then `key` and `directory` say nothing. */
  readonly file?: string
  /** The segment's file name without ending: letters, digits, `.`, `_`, `-`, `@`; at most 160 characters. */
  readonly key?: string
  /** What messages call the store. */
  readonly store: string
  /** The directory for segments. Default: `LOCKSTEP_DIR`, else a private one in shared memory. */
  readonly directory?: string
  /** Creates the segment if nobody holds it. Without it, only opens. */
  readonly create?: {
    /** The encoded state at version 0. */
    readonly initial: Uint8Array
    /** Refuse a segment that others hold (`LOCKSTEP_EXISTS`). */
    readonly exclusive: boolean
    /** The log's size; rounded up to a power of two, at least 64 KiB. */
    readonly logBytes: number
    /** The largest encoded state. */
    readonly maxStateBytes: number
  }
  readonly schemaVersion: number
  /** Opens a file of an older schema too, for the caller to migrate it. Otherwise: `LOCKSTEP_SCHEMA`. */
  readonly migrates?: boolean
  readonly readonly: boolean
  /** Shown to other peers; cut to 63 bytes of UTF-8. */
  readonly title: string
  /** Milliseconds to wait for a lock whose owner lives. */
  readonly lockTimeout: number
}

/** A peer as the segment's table shows it. */
export interface SegmentPeer {
  readonly id: string
  readonly pid: number
  readonly title: string
  readonly version: number
  readonly self: boolean
}

/** A living segment beside one's own. */
export interface Neighbour {
  readonly key: string
  /** One of the processes that hold it; 0 when its layout is another version's. */
  readonly pid: number
}

/** Indices into `Segment.status`, which native calls refresh as a side effect. */
export const STATUS = {
  /** `append`, `appendSnapshot`, `read`, `arm`: the head's version as the call left it. */
  head: 0,
  /** `append`, `read`, `snapshot`: bytes of records since the snapshot. */
  logUsed: 1,
  /** `snapshot`: the version loaded. */
  snapshotVersion: 2,
  /** `read` that returned `TOO_SMALL`: the bytes the next record needs. */
  needed: 3,
} as const

export const CONFLICT = -1
export const FULL = -2
export const LAPPED = -1
export const TOO_SMALL = -2

/**
 * One thread's attachment to a segment. Every failure is an `Error` named `LockstepError` with a `code`.
 *
 * `read` fills a buffer with whole records, each at a multiple of 8:
 * `u32 payload length, u32 kind, u64 version, u64 peer id, f64 time, u64 checksum`, then the payload, padded to 8.
 */
export interface Segment {
  /** Whether this call created the segment. */
  readonly created: boolean
  /** Where it lies. */
  readonly path: string
  readonly peerId: string
  readonly logBytes: number
  readonly maxStateBytes: number
  readonly maxRecordBytes: number
  readonly status: Float64Array
  head(): number
  append(expected: number, payload: Uint8Array, length: number): number
  appendSnapshot(expected: number, state: Uint8Array): number
  read(into: Uint8Array): number
  snapshot(): Uint8Array
  checkpoint(version: number, state: Uint8Array): boolean
  /** As `appendSnapshot`, publishing the options' `schemaVersion` with the state. */
  migrate(expected: number, state: Uint8Array): number
  /** Files: returns when everything committed by now would survive a power cut. */
  flush(): void
  /** The schema of the state as this peer knows it: older than its own until somebody has migrated a file. */
  schemaVersion(): number
  arm(): boolean
  /** Hands over the doorbell's descriptor: from then on the caller closes it. Not on Windows: there it is -1. */
  takeDoorbell(): number
  /**
   * Starts the thread that waits for the doorbell instead, and calls `listener` in a later task after it rang. It ends
   * with `close()` or with the JavaScript environment.
   */
  startWaiter(listener: () => void): void
  /** Whether that thread keeps the process alive. Off at first. */
  keepAlive(on: boolean): void
  peers(): SegmentPeer[]
  awaitApplied(version: number): SegmentPeer[]
  close(): void
}
