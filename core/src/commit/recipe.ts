import { type Draft, enableMapSet, Immer } from 'immer'
import { LockstepError } from '../errors/errors.js'

enableMapSet()

/** Our own: an application's `setAutoFreeze` is not our business. Frozen arrays copy many times slower. */
export const immer = new Immer({ autoFreeze: false })

/** `recipe` for immer; it throws LOCKSTEP_RECIPE where the recipe returns something. */
export function guarded<State>(recipe: (draft: Draft<State>) => unknown): (draft: Draft<State>) => void {
  return draft => {
    const returned = recipe(draft)
    if (returned !== undefined && returned !== draft) throw wrongReturn(returned)
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
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
