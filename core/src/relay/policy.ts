import type { Patch, PathKey } from '../commit/patch.js'

/**
 * Where in a state: keys from its root, of which `'*'` stands for any one key. What lies below is meant too:
 * `['todos', '*', 'done']` is the field `done` of every entry, `['todos']` all of them, `[]` the whole state.
 */
export type PathPattern = readonly PathKey[]

/** What a commit of a client would do, for who judges it. */
export interface ClientCommit<State> {
  /** The client's id: what `onCommit` calls `peer`. */
  readonly client: string
  readonly label: string | undefined
  readonly patches: readonly Patch[]
  readonly before: State
  readonly after: State
}

/** A commit that was not let in. */
export interface Refusal {
  readonly client: string
  readonly label: string | undefined
  readonly patches: readonly Patch[]
  /** The sentence that the client gets. */
  readonly reason: string
}

/** What one connection may see and do. Everything, unless it says otherwise. */
export interface RelayPolicy<State> {
  /** No commits at all. Default false. */
  readonly readonly?: boolean
  /**
   * What may be changed: by any commit, or by those of each label. What a commit changes is found by comparing the state
   * before and after it, not by what its patches say; a key moved within its object counts as a change of the object.
   * A label that is not named may not be committed at all. Default: anything.
   */
  readonly write?: readonly PathPattern[] | Readonly<Record<string, readonly PathPattern[]>>
  /**
   * What is ever sent. The client's state is the same with everything else left out: objects without those keys, and
   * arrays with `undefined` in those places. A client cannot change what it is not sent. Default: everything.
   */
  readonly read?: readonly PathPattern[]
  /** Looks at a commit that is allowed so far; a text refuses it, and is the reason that the client gets. */
  readonly judge?: (commit: ClientCommit<State>) => string | undefined
  /** Hears of every commit that was refused. */
  readonly onRefused?: (refusal: Refusal) => void
}
