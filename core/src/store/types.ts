// Whoever compiles for ES2022 does not know `Symbol.dispose`.
/// <reference lib="esnext.disposable" preserve="true" />
import type { Draft } from 'immer'
import type { Patch } from '../commit/patch.js'
import type { Peer } from '../log/log.js'

declare global {
  // Until every consumer's `lib` has it; the declaration is the library's own (and @types/node's).
  interface SymbolConstructor {
    readonly dispose: unique symbol
  }
}

/** Changes a draft of the state. May run several times: keep ids, times and side effects outside. */
export type Recipe<State> = (draft: Draft<State>) => void | undefined

/** Called after a delivery with the new state and the one delivered before it. */
export type Listener<Value> = (value: Value, previous: Value) => void

/** Ends what the call that returned it began. Calling it again does nothing. */
export type Unsubscribe = () => void

/** One commit, as `onCommit` tells of it. */
export type CommitEvent =
  | {
      readonly type: 'commit'
      readonly version: number
      readonly patches: readonly Patch[]
      /** Id of the peer that made it; `peers()` and `store.peerId` use the same ids. */
      readonly peer: string
      /** Which commit it is of a store behind a relay, counted from 1; `undefined` for those of mapped stores. */
      readonly sequence: number | undefined
      readonly label: string | undefined
      /** Milliseconds since the epoch, by the clock of the peer that made it. */
      readonly time: number
    }
  /**
   * The state jumped to `version`; the commits up to it are not told. This peer was lapped and took a snapshot, or
   * they were applied before anybody listened.
   */
  | { readonly type: 'reset'; readonly version: number }

/**
 * Why a store closed. `error` is there unless `close()` was called. `schema`: a newer program migrated the file.
 * `relay`: the store behind a relay was refused, or lost its connection and cannot make another one.
 */
export interface CloseEvent {
  readonly reason: 'closed' | 'schema' | 'damaged' | 'detached' | 'relay'
  readonly error?: Error
}

/** A commit that was refused after `update` had returned: only behind a relay. */
export interface RejectedEvent {
  readonly label: string | undefined
  readonly error: Error
}

/**
 * How a store reaches the others. A mapped or a memory store is always `live`.
 * - `live`: connected, and nothing that this handle committed was overtaken;
 * - `rebasing`: connected, and commits of this handle run again on what others committed before them;
 * - `offline`: not connected. Commits wait, and go out when the connection is back;
 * - `closed`: the store has ended.
 */
export interface Connection {
  readonly status: 'live' | 'rebasing' | 'offline' | 'closed'
  /** Commits of this handle that are not confirmed yet. */
  readonly pending: number
}

/** Options of `subscribe` with a selector. */
export interface SubscribeOptions<Value> {
  /** Whether two selected values count as equal; the listener is called only when they do not. Default `Object.is`. */
  readonly equalityFn?: (a: Value, b: Value) => boolean
  /** Call the listener at once with the current value as both arguments. Default false. */
  readonly fireImmediately?: boolean
}

/** Options of `update` and `setState`. */
export interface UpdateOptions {
  /** A short name for what was done; travels with the commit to every `onCommit`. */
  readonly label?: string
}

/** Options of the calls that wait. */
export interface WaitOptions {
  /** Milliseconds until `LOCKSTEP_TIMEOUT`. Default: no limit. */
  readonly timeout?: number
  /** Aborts the wait with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * A state that many processes share as if it were one. Every handle of the same store, in every process and thread,
 * goes through the same commits in the same order.
 *
 * After `close()` (or after the store ended by itself) reads return the last state, `subscribe` does nothing and
 * writes throw `LOCKSTEP_CLOSED`.
 */
export interface Store<State> {
  /** The store's name, as it was defined; of one in a file the file's path, absolute and without symbolic links. */
  readonly name: string
  /** The version of `getSnapshot()`: the number of commits delivered so far. */
  readonly version: number
  /** The id under which this process's (or thread's) commits and `peers()` entry appear. */
  readonly peerId: string
  /** Whether this handle is closed. */
  readonly closed: boolean

  /** The newest state: never older than any commit that any process's `update` has returned from. */
  getState(): State
  /** The last delivered state: identical until the next delivery. What a view renders. */
  getSnapshot(): State
  /** The definition's `initialState`; where there is none, the first state this handle saw. */
  getInitialState(): State

  /**
   * Commits what `recipe` does to a draft of the newest state: atomically, for every process, before it returns.
   * Where another process commits first, the recipe runs again on the newer state; the last run counts. A recipe that
   * changes nothing commits nothing; one that throws commits nothing and the error comes out of `update`.
   *
   * @throws LOCKSTEP_CLOSED, LOCKSTEP_READONLY, LOCKSTEP_NESTED (called in a recipe), LOCKSTEP_RECIPE (the recipe
   * returned a promise or a value), LOCKSTEP_UNSUPPORTED (a value that cannot be shared; names its path),
   * LOCKSTEP_FULL (the state would pass `maxStateBytes`), LOCKSTEP_NO_SPACE, LOCKSTEP_BUSY, LOCKSTEP_DAMAGED,
   * LOCKSTEP_DETACHED, LOCKSTEP_MUTATED (with `checks`). Nothing is changed when it throws.
   *
   * @example
   * ```ts
   * store.update(draft => { draft.todos.push({ id, title, done: false }) }, { label: 'add todo' })
   * ```
   */
  update(recipe: Recipe<State>, options?: UpdateOptions): void

  /**
   * Sets top-level keys: a shallow merge of `partial` (or of what it returns for the newest state) into the state.
   * Throws like `update`; `LOCKSTEP_OPTIONS` if the state is not an object.
   */
  setState(partial: Partial<State> | ((state: State) => Partial<State>), options?: UpdateOptions): void

  /** Calls `listener` after every delivery that changed the state. */
  subscribe(listener: Listener<State>): Unsubscribe
  /** Calls `listener` after every delivery that changed what `selector` takes from the state. */
  subscribe<Value>(
    selector: (state: State) => Value,
    listener: Listener<Value>,
    options?: SubscribeOptions<Value>,
  ): Unsubscribe

  /** Calls `listener` for each commit, in order, before `subscribe`'s listeners hear of it. */
  onCommit(listener: (event: CommitEvent) => void): Unsubscribe
  /**
   * Calls `listener` when a commit is refused after the fact, once it is taken back: `getState()` and `getSnapshot()` are
   * without it. Never for a mapped or a memory store.
   */
  onRejected(listener: (event: RejectedEvent) => void): Unsubscribe
  /** Calls `listener` once when this handle closes, or at once (in a later task) if it already has. */
  onClose(listener: (event: CloseEvent) => void): Unsubscribe

  /**
   * Resolves when this handle's commits are acknowledged: at once, unless behind a relay.
   * @throws (rejects) behind a relay with the reason why one of them was not: see `onRejected`. Nobody has to look.
   */
  confirmed(): Promise<void>
  /** How this store reaches the others. */
  readonly connection: Connection
  /** Calls `listener` when `connection` has changed. Never for a mapped or a memory store. */
  onConnection(listener: (connection: Connection) => void): Unsubscribe
  /**
   * Resolves when every live peer has applied what is committed now.
   * @throws (rejects) LOCKSTEP_TIMEOUT naming the peers that have not; the signal's reason; LOCKSTEP_CLOSED.
   */
  settled(options?: WaitOptions): Promise<void>
  /** Everybody who has the store open now, this handle's peer included. */
  peers(): Peer[]
  /**
   * Calls `listener` when `peers()` may have something else to say: somebody joined, or others committed; behind a relay,
   * when the answer that a call of `peers()` asks for names others. Nothing rings when a process is killed: that is seen
   * by the next call of `peers()`.
   */
  onPeers(listener: () => void): Unsubscribe
  /**
   * Makes everything that is committed now, by whomever, survive a power cut, where the store has a file; otherwise
   * resolves at once. It waits for the disk: as long as that takes, this thread does nothing else. Without it commits
   * survive the end of every process, but a power cut may take the last of them: each state after it is one that was.
   *
   * @throws (rejects) LOCKSTEP_NO_SPACE, LOCKSTEP_BUSY (somebody holds a lock), LOCKSTEP_SYSTEM (the disk fails),
   * LOCKSTEP_CLOSED, LOCKSTEP_DAMAGED, LOCKSTEP_SCHEMA
   */
  flush(): Promise<void>

  /** Keeps the process alive while the store is open, whether or not anybody subscribes. */
  ref(): void
  /** Lets the process end although somebody subscribes. `ref` and `unref` override what subscriptions imply. */
  unref(): void
  /**
   * Closes this handle; the last handle of a thread leaves the store. Idempotent. Where nobody else has a file open, it
   * is flushed first.
   */
  close(): void
  [Symbol.dispose](): void
}
