import { isReservedName, type Patch } from './patch.js'
import { isMapKey } from './values.js'

/** What immer's patches tell of what a recipe did; see `coverage`. */
export type Coverage =
  /** More was done, or it was done in a way that they do not tell. */
  | 'part'
  /** All, as far as was looked: not at the elements of arrays that no patch leads to. */
  | 'known'
  /** All: the state that immer made is the one that others compute from the patches. */
  | 'all'

const NONE: readonly Patch[] = []

/**
 * How much of the difference between `base` and `next` the patches tell. They do not tell that a property or an entry
 * was removed and set again, which moves it to the end, nor that a 0 came back as -0, nor that something was
 * changed and changed back; and they name members of Sets by an identity that processes do not share.
 *
 * All of these show as a difference that no patch is at. Looked at is each child of the objects and Maps on the way of
 * a patch, which costs less than immer's copy of them. Looking at each element of an array would cost more than
 * copying it: what happened to the others there is told only if immer tells it.
 */
export function coverage(base: unknown, next: unknown, patches: readonly Patch[]): Coverage {
  for (const { path } of patches) if (!isTold(base, next, path)) return 'part'
  const look: Look = { arrays: false }
  if (countCovered(base, next, patches, 0, look) !== patches.length) return 'part'
  return look.arrays ? 'known' : 'all'
}
