import { LockstepError } from '../errors/errors.js'

/** `update` in a recipe. */
export function nested(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_NESTED',
    `update was called in a recipe of the store "${name}": a commit is one change. Do both in one recipe, or call update after it`,
  )
}
