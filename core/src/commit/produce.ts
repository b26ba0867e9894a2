import { type Draft, enableMapSet, enablePatches, Immer } from 'immer'
import { LockstepError } from '../errors/errors.js'
import { applyPatches } from './apply.js'
import { diff } from './diff.js'
import type { Patch, PathKey } from './patch.js'
import { tellAll } from './tell-all.js'
import { copyValue, isPrimitive } from './values.js'

enablePatches()
enableMapSet()

/** Our own: an application's `setAutoFreeze` is not our business. Frozen arrays copy many times slower. */
const immer = new Immer({ autoFreeze: false })

/** Up to so many patches are looked at one by one; more are faster found by comparing the states. */
const FEW = 8

/** What a recipe made of a state. */
export interface Produced<State> {
  /** What every replica computes from the patches: equal to it, and sharing with the base what theirs share. */
  readonly state: State
  readonly patches: readonly Patch[]
}

/**
 * Runs `recipe` on a draft of `base`.
 *
 * immer's patches are taken where they say all that happened; its state too, if they bring only values that need no
 * copy. Anything else is told by comparing the two states: that finds what was inserted or moved, members of Sets, and
 * what only looks new.
 *
 * @returns `undefined` if the recipe changed nothing
 * @throws what the recipe throws; LOCKSTEP_RECIPE if it returns a promise or a value; LOCKSTEP_UNSUPPORTED if it
 * puts a value into the state that cannot be shared
 */
export function produceCommit<State>(
  base: State,
  recipe: (draft: Draft<State>) => unknown,
): Produced<State> | undefined {
  const [next, raw] = immer.produceWithPatches(base, draft => {
    const returned = recipe(draft as Draft<State>)
    if (returned !== undefined && returned !== draft) throw wrongReturn(returned)
  })
  if (Object.is(next, base)) return undefined
  const made = raw as unknown as readonly Patch[]

  const told = made.length > 0 && made.length <= FEW && tellAll(base, next, made)
  if (told && made.every(hasPrimitive)) return { state: next, patches: made }

  const patches = told && made.length === 1 ? copied(base, made[0]!) : compared(base, next)
  if (patches.length === 0) return undefined
  return { state: applyPatches(base, patches), patches }
}

function compared(base: unknown, next: unknown): readonly Patch[] {
  const patches: Patch[] = []
  diff(base, next, [], patches)
  return patches
}

/** A patch as immer made it, but for its value: that is the caller's, and may differ little from what it replaces. */
function copied(base: unknown, patch: Patch): readonly Patch[] {
  const { op, path, value } = patch
  if (op !== 'replace') return [{ op, path, value: copyValue(value, path) }]
  const patches: Patch[] = []
  diff(
    path.reduce((container, key) => childOf(container, key), base),
    value,
    path,
    patches,
  )
  return patches
}

function hasPrimitive(patch: Patch): boolean {
  return isPrimitive(patch.value)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function childOf(container: unknown, key: PathKey): unknown {
  return container instanceof Map
    ? container.get(key)
    : (container as Record<PropertyKey, unknown>)[key as PropertyKey]
}

function wrongReturn(returned: unknown): LockstepError {
  if (isObject(returned) && typeof (returned as { then?: unknown }).then === 'function') {
    // What becomes of it interests nobody any more: the draft it may go on to use is revoked.
    Promise.resolve(returned).catch(() => {})
    return new LockstepError(
      'LOCKSTEP_RECIPE',
      'A recipe returned a promise: what it does after its first await could not be part of the commit. ' +
        'Wait for what it needs before update(), and make the recipe a plain function. Nothing was committed',
    )
  }
  return new LockstepError(
    'LOCKSTEP_RECIPE',
    'A recipe returned a value: it must change its draft and return nothing (write `draft => { draft.n += 1 }`, ' +
      'with braces). Nothing was committed',
  )
}
