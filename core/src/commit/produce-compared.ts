import type { Draft } from 'immer'
import { diff } from './diff.js'
import type { Patch } from './patch.js'
import { guarded, immer } from './recipe.js'

/** What a recipe made of a state. */
export interface Produced<State> {
  /** What every replica computes from the patches: equal to it, and sharing with the base what theirs share. */
  readonly state: State
  readonly patches: readonly Patch[]
}

/**
 * The patches of `produceCommit`, found by comparing the two states alone: slower only where containers have thousands of
 * keys. For pages, which then need not load what immer's patches need: its own plugin, and the look at whether they tell
 * all.
 */
export function produceCompared<State>(
  base: State,
  recipe: (draft: Draft<State>) => unknown,
): readonly Patch[] {
  return compared(base, immer.produce(base, guarded(recipe)))
}

/** What makes `next` of `base`. What `next` brings is copied. */
export function compared(base: unknown, next: unknown): readonly Patch[] {
  const patches: Patch[] = []
  diff(base, next, [], patches)
  return patches
}
