/** What `append` and `appendSnapshot` answer instead of a version when nothing was committed. */
export const CONFLICT = -1
export const FULL = -2

/** What `read` answers when the log no longer holds what comes next: load the snapshot. */
export const LAPPED = -1

/**
 * Commits as they stand in the log, oldest first. A flyweight: it and the payloads it hands out are valid until
 * the next call to the log that gave it.
 */
export interface RecordBatch {
  /** The number of commits in the batch, at least 1. */
  readonly length: number
  /** The version of the first commit; the others follow one by one. */
  readonly firstVersion: number
  /** The encoded commit at `index`: a view, not a copy. */
  payload(index: number): Uint8Array
  /** The id of the peer that wrote the commit at `index`: 16 hexadecimal digits. */
  peer(index: number): string
  /** When it was written: milliseconds since the epoch. */
  time(index: number): number
}

/** The whole state at one version. */
export interface Snapshot {
  readonly version: number
  /** Encoded state; owned by the caller. */
  readonly bytes: Uint8Array
}

/** One attachment to a store, as `peers()` shows it. */
export interface Peer {
  /** Random, 16 hexadecimal digits; never used again. */
  readonly id: string
  /** The operating system's process id; 0 where there is none (a memory store). */
  readonly pid: number
  /** What the peer called itself (`title`); empty if it did not. */
  readonly title: string
  /** The last version it has applied. */
  readonly version: number
  /** Whether this is the attachment of the store that was asked. */
  readonly self: boolean
}

/** Why a log ended by itself. */
export type LogEnd = 'schema' | 'damaged' | 'detached'

/**
 * Where a store's commits live: an ordered log of encoded commits beside a snapshot of the whole state.
 * A replica needs nothing else. One attachment belongs to one thread and keeps one cursor: the version up to which
 * its owner has read.
 *
 * Invariants that every implementation keeps (and the conformance suite checks):
 * - a version is given once; `append(expected)` commits only if the head is still `expected`;
 * - when `append` has returned a version, every later `head()` anywhere is at least that version;
 * - at any time an attachment can reach the head by `snapshot()` and then `read()`.
 */
export interface Log {
  /** This attachment's id: 16 hexadecimal digits. */
  readonly peerId: string
  /** The number of bytes that an encoded state may have at most. */
  readonly maxStateBytes: number
  /** The largest payload that `append` takes; a larger change goes through `appendSnapshot`. */
  readonly maxRecordBytes: number

  /** The newest version. Asked on every `getState()`, so it is cheap, needs no `this`, and throws nothing. */
  head(this: void): number

  /**
   * Commits `payload[0, length)` as version `expected + 1`.
   * @returns the new version; `CONFLICT` if the head is not `expected`; `FULL` if a checkpoint must come first.
   * The cursor moves past the own commit (an attachment appends only when its cursor is at `expected`).
   */
  append(expected: number, payload: Uint8Array, length: number): number

  /**
   * Commits a whole state as version `expected + 1`; every other attachment is lapped.
   * @returns the new version, `CONFLICT`, or `FULL` if the state is larger than `maxStateBytes`.
   */
  appendSnapshot(expected: number, state: Uint8Array): number

  /**
   * What comes after the cursor, which moves past it. Calling `read` again says that the former batch is applied.
   * @returns the batch, `undefined` if there is nothing new, `LAPPED` if the log no longer holds it.
   */
  read(): RecordBatch | undefined | typeof LAPPED

  /** The newest snapshot; the cursor moves to its version. What came after it is read by `read`. */
  snapshot(): Snapshot

  /** Whether enough was committed since the last snapshot that this attachment should write one when it is idle. */
  checkpointDue(): boolean

  /**
   * Offers the encoded state at `version` as the new snapshot.
   * @returns false if it was not needed any more (a newer one is there).
   */
  checkpoint(version: number, state: Uint8Array): boolean

  /** Calls `listener` (one, replaced by the next call) in a later task after somebody else committed. */
  onWake(listener: () => void): void

  /**
   * Declares this attachment asleep: whoever commits from now on wakes it, once.
   * @returns true if something was committed that `read` has not returned yet: read again, then arm again.
   */
  arm(): boolean

  /** Whether waiting for a wake-up keeps the process alive. Off at first. */
  keepAlive(on: boolean): void

  /** Everybody attached now, itself included. */
  peers(): Peer[]

  /**
   * Asks every peer to wake this one when it has applied `version`.
   * @returns the peers that have not applied it yet; the wake-up listener is called as they do.
   */
  awaitApplied(version: number): Peer[]

  /** Makes what was committed durable, where there is a file; otherwise nothing. */
  flush(): void

  /** Ends the attachment. Idempotent. */
  close(): void
}
