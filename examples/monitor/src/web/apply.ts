import type { Patch } from '@lockstep/core/memory'
import { applyPatches, enablePatches, type Patch as ImmerPatch } from 'immer'

enablePatches()

/** The state (or its draft, in a recipe) after a commit that came over the wire. */
export function applyCommit<State extends object>(state: State, patches: readonly Patch[]): State {
  // A path of Lockstep's may hold any key of a Map; this state has none, so its paths are immer's.
  return applyPatches(state, patches as readonly ImmerPatch[])
}
