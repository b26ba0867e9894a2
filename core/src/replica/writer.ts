import type { Checks } from '../commit/check.js'
import { produceCommit } from '../commit/produce.js'
import type { Log } from '../log/log.js'
import type { Recipe } from '../store/types.js'
import type { Change } from './appender.js'
import type { Versioned } from './delivery.js'

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
  readonly log: Log
  readonly head: Readonly<Versioned<State>>
  readonly pull: () => void
  /** Commits a change of version `base`; see `createAppender`. */
  readonly append: (base: number, change: Change<State>) => boolean
  readonly checks: Checks | undefined
  /** Throws if the replica may not write (any more); asked again after each run of the recipe. */
  readonly assertOpen: () => void
}

export function createWriter<State>(parts: WriterParts<State>): Writer<State> {
  const { log, head, pull, append, checks, assertOpen } = parts
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
      for (;;) {
        if (log.head() !== head.version) pull()
        const base = head.version
        const produced = produce(recipe)
        if (produced === undefined) return
        assertOpen()
        // The recipe may have called getState(), which pulls.
        if (head.version !== base) continue

        const { state, patches } = produced
        // Field by field: a spread that others follow costs more than the rest.
        if (append(base, { state, patches, label, origin: undefined })) return
      }
    },
  }
}
