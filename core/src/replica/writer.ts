import type { Checks } from '../commit/check.js'
import { encodeCommit, encodeState } from '../commit/codec.js'
import type { Patch } from '../commit/patch.js'
import { produceCommit } from '../commit/produce.js'
import { LockstepError } from '../errors/errors.js'
import { CONFLICT, FULL, type Log } from '../log/log.js'
import type { Recipe } from '../store/types.js'
import type { Checkpoints } from './checkpoints.js'
import type { Delivery, Versioned } from './delivery.js'

/** Commits what recipes do. */
export interface Writer<State> {
  /** Whether a recipe is running: nothing may be committed from within one. */
  readonly producing: boolean
  /** Whether the last `commit` ended with an error of the recipe's (or of what it made), not of the log's. */
  readonly recipeThrew: boolean
  /** Commits once and moves the head; delivers nothing. An empty change commits nothing. */
  commit(recipe: Recipe<State>, label: string | undefined): void
}

export interface WriterParts<State> {
  readonly name: string
  readonly log: Log
  readonly head: Versioned<State>
  readonly pull: () => void
  readonly delivery: Delivery<State>
  readonly checkpoints: Checkpoints
  readonly checks: Checks | undefined
  /** Throws if the replica may not write (any more); asked again after each run of the recipe. */
  readonly assertOpen: () => void
}

export function createWriter<State>(parts: WriterParts<State>): Writer<State> {
  const { name, log, head, pull, delivery, checkpoints, checks, assertOpen } = parts
  let producing = false
  let recipeThrew = false

  function produce(recipe: Recipe<State>) {
    producing = true
    recipeThrew = true
    try {
      const produced = produceCommit(head.state, recipe)
      recipeThrew = false
      return produced
    } finally {
      producing = false
    }
  }

  /** For a change that no record can hold: everybody else loads the new state as a whole. */
  function appendWhole(base: number, state: State): number {
    const bytes = encodeState(state)
    const version = bytes.length > log.maxStateBytes ? FULL : log.appendSnapshot(base, bytes)
    if (version === FULL) throw full(bytes.length)
    return version
  }

  function full(needed: number): LockstepError {
    return new LockstepError(
      'LOCKSTEP_FULL',
      `The store "${name}" cannot take this change: its state would take ${needed} bytes, ` +
        `maxStateBytes is ${log.maxStateBytes}. Nothing was changed; remove something, or create the store with a larger maxStateBytes`,
    )
  }

  function advance(
    state: State,
    version: number,
    patches: readonly Patch[],
    label: string | undefined,
  ): void {
    head.state = state
    head.version = version
    checks?.freeze(state)
    if (delivery.recording) {
      delivery.record({ type: 'commit', version, patches, peer: log.peerId, label, time: Date.now() })
    }
    checkpoints.afterCommit()
  }

  return {
    get producing() {
      return producing
    },
    get recipeThrew() {
      return recipeThrew
    },

    commit(recipe, label) {
      recipeThrew = false
      checks?.assertUnmutated(head.state)
      let checkpointed = -1
      for (;;) {
        if (log.head() !== head.version) pull()
        const base = head.version
        const produced = produce(recipe)
        if (produced === undefined) return
        assertOpen()
        // The recipe may have called getState(), which pulls.
        if (head.version !== base) continue

        const payload = encodeCommit(produced.patches, label)
        let version: number
        if (payload.length > log.maxRecordBytes) version = appendWhole(base, produced.state)
        else version = log.append(base, payload, payload.length)

        if (version === FULL && checkpointed !== base) {
          checkpointed = base
          checkpoints.now()
          continue
        }
        // Full although a snapshot of this very version is there: the state itself has no room to grow by a record.
        if (version === FULL) version = appendWhole(base, produced.state)
        if (version === CONFLICT) continue
        return advance(produced.state, version, produced.patches, label)
      }
    },
  }
}
