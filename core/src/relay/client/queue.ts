import { LockstepError } from '../../errors/errors.js'
import type { Recipe } from '../../store/types.js'
import { MOST_IN_FLIGHT, MOST_TOGETHER_BYTES, OWN_COMMIT_OVERHEAD } from '../protocol.js'
import { type Confirmations, createConfirmations } from './confirmations.js'
import { type Pending, runPending } from './pending.js'

/** Commits that may wait for a server: a client that cannot reach one for long must not grow without end. */
const MOST_PENDING = 10_000

/** Sends commits on top of a version, of which `depth` commits of this client's have been sent before. */
export type SendCommits = (base: number, depth: number, commits: readonly Pending<unknown>[]) => void

/** A client's commits from `update` until they are known to be in the store, in their order. */
export interface Queue<State> extends Pick<Confirmations, 'onRejected' | 'tellRejected'> {
  readonly length: number
  /** Whether commits have run again because others came before them, and are not through yet. */
  readonly rebasing: boolean
  /** The version on which the oldest commit that was ever sent went out first. */
  readonly oldestSentOn: number | undefined
  /** The state after all of them on top of `base`. */
  stateOn(base: State): State
  /** @throws LOCKSTEP_BUSY if too many wait, and what the recipe throws */
  add(state: State, recipe: Recipe<State>, label: string | undefined): boolean
  /** The state after `sequence` if that is the oldest one, as it was run on what is the base now. */
  oldest(sequence: number): Pending<State> | undefined
  /** Those up to `sequence` are in the store. */
  confirm(sequence: number): void
  reject(sequence: number, error: Error): void
  /** Rejects those that may or may not be in the store. */
  rejectSent(error: (label: string | undefined) => Error): void
  /** Runs all of them again on `base`; they have to be sent again. */
  rerun(base: State): void
  /**
   * Sends what has not been sent, as far as the window goes; `all` of it where nothing will come back.
   * @returns whether there was any
   */
  send(base: number, send: SendCommits, all?: boolean): boolean
  /** Everything has to be sent again. */
  unsend(): void
  confirmed(): Promise<void>
  /** Resolves when none of what is in the queue now is pending any more, whatever became of it. */
  done(): Promise<void>
  end(error: Error): void
}

export function createQueue<State>(name: string, maxStateBytes: () => number): Queue<State> {
  const confirmations = createConfirmations()
  let queue: Pending<State>[] = []
  let last = 0
  let inFlight = 0
  let rebasing = false

  function settled(): void {
    if (queue.length === 0) rebasing = false
    confirmations.confirmedUpTo(queue.length === 0 ? last : queue[0]!.sequence - 1)
  }

  function rejectOne(commit: Pending<State>, error: Error): void {
    confirmations.rejected(commit.sequence, { label: commit.label, error })
  }

  function assertFits(payload: Uint8Array): void {
    if (payload.length <= maxStateBytes()) return
    throw new LockstepError(
      'LOCKSTEP_FULL',
      `The store "${name}" cannot take this change: it takes ${payload.length} bytes, maxStateBytes is ${maxStateBytes()}. ` +
        'Nothing was changed; make it smaller, or create the store with a larger maxStateBytes',
    )
  }

  return {
    onRejected: confirmations.onRejected,
    tellRejected: confirmations.tellRejected,
    get length() {
      return queue.length
    },
    get rebasing() {
      return rebasing
    },
    get oldestSentOn() {
      return queue.find(commit => commit.sentOn !== undefined)?.sentOn
    },
    stateOn: base => queue.at(-1)?.state ?? base,

    add(state, recipe, label) {
      if (queue.length >= MOST_PENDING) throw busy(name)
      const commit = runPending(state, { sequence: last + 1, recipe, label, sentOn: undefined })
      if (commit === undefined) return false
      assertFits(commit.payload)
      last += 1
      queue.push(commit)
      return true
    },

    oldest(sequence) {
      return queue[0]?.sequence === sequence ? queue[0] : undefined
    },

    confirm(sequence) {
      let count = 0
      while (count < queue.length && queue[count]!.sequence <= sequence) count += 1
      if (count === 0) return
      queue.splice(0, count)
      inFlight = Math.max(0, inFlight - count)
      settled()
    },

    reject(sequence, error) {
      const index = queue.findIndex(commit => commit.sequence === sequence)
      if (index < 0) return
      const [commit] = queue.splice(index, 1)
      rejectOne(commit!, error)
      settled()
    },

    rejectSent(error) {
      const sent = queue.filter(commit => commit.sentOn !== undefined)
      queue = queue.filter(commit => commit.sentOn === undefined)
      for (const commit of sent) rejectOne(commit, error(commit.label))
      settled()
    },

    rerun(base) {
      const before = queue
      let state = base
      queue = []
      inFlight = 0
      for (const commit of before) {
        try {
          const again = runPending(state, commit)
          if (again === undefined) continue
          queue.push(again)
          state = again.state
        } catch (error) {
          rejectOne(commit, error as Error)
        }
      }
      rebasing = queue.length > 0
      settled()
    },

    send(base, send, all = false) {
      const until = all ? queue.length : Math.min(queue.length, MOST_IN_FLIGHT)
      if (inFlight >= until) return false
      while (inFlight < until) {
        const depth = inFlight
        let bytes = 0
        do {
          const commit = queue[inFlight]!
          commit.sentOn ??= base
          bytes += bytesOf(commit)
          inFlight += 1
        } while (inFlight < until && bytes + bytesOf(queue[inFlight]!) <= MOST_TOGETHER_BYTES)
        send(base, depth, queue.slice(depth, inFlight) as readonly Pending<unknown>[])
      }
      return true
    },

    unsend() {
      inFlight = 0
    },

    confirmed: async () => {
      if (queue.length > 0 || confirmations.untold) await confirmations.wait(last)
    },
    done: async () => {
      if (queue.length > 0) await confirmations.done(last)
    },
    end: confirmations.end,
  }
}

/** In a frame, at most. */
function bytesOf({ payload }: { readonly payload: Uint8Array }): number {
  return payload.length + OWN_COMMIT_OVERHEAD
}

function busy(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_BUSY',
    `${MOST_PENDING} commits to the store "${name}" wait for its server: see whether it can be reached (store.connection), and commit less often until then`,
  )
}
