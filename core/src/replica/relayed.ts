import { encodeCommit } from '../commit/codec.js'
import type { Origin } from '../commit/origins.js'
import type { Patch } from '../commit/patch.js'
import type { Log } from '../log/log.js'
import type { Change } from './appender.js'
import type { Applied } from './delivery.js'

/** What a relay client's commit is, beside what it does. */
export interface RelayedCommit {
  readonly label: string | undefined
  /** Its version is the one that the commit makes. */
  readonly origin: Origin
}

/** What a commit does to a state. */
export interface Outcome<State> {
  readonly state: State
  /** What makes it of the state before. */
  readonly patches: readonly Patch[]
}

/** What a replica gives to those who serve its store over message ports. */
export interface Relayed<State> {
  /** Whether nobody can commit through this replica. */
  readonly readonly: boolean
  /** The newest of everything. Nothing is delivered by asking. */
  newest(): Readonly<Applied<State>>
  /**
   * Commits for a client, if nobody has committed after the version before the commit's.
   *
   * @param change says what it does to that state; throws to refuse it
   * @returns whether it was committed; if so, it is delivered already
   * @throws what `change` and `update` throw
   */
  commit(commit: RelayedCommit, change: (before: State) => Outcome<State>): boolean
  /** Tells the log that a client came too late once more: a peer that often does gets a turn of its own. */
  tooLate(expected: number): void
}

export interface RelayedParts<State> {
  readonly log: Log
  readonly readonly: boolean
  readonly head: Readonly<Applied<State>>
  readonly pull: () => void
  readonly append: (base: number, change: Change<State>) => boolean
  readonly deliver: () => void
  readonly assertWritable: () => void
}

export function createRelayed<State>(parts: RelayedParts<State>): Relayed<State> {
  const { log, head, pull, append, deliver, assertWritable } = parts

  return {
    readonly: parts.readonly,

    newest() {
      if (log.head() !== head.version) pull()
      return head
    },

    commit({ label, origin }, change) {
      assertWritable()
      const base = origin.version - 1
      if (log.head() !== head.version) pull()
      if (head.version !== base) return false
      // Field by field: a spread that others follow costs more here than all the rest of a commit.
      const { state, patches } = change(head.state)
      if (!append(base, { state, patches, label, origin })) return false
      deliver()
      return true
    },

    tooLate(expected) {
      if (expected >= head.version) return
      // An append that cannot succeed: the log counts it.
      const nothing = encodeCommit([], undefined)
      log.append(expected, nothing, nothing.length)
    },
  }
}
