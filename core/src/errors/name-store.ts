import { isLockstepError } from './errors.js'

/**
 * Puts the store's name in front of an error's message, if it is one of Lockstep's and names none: codec and recipes
 * do not know which store they work for.
 */
export function nameStore(name: string, error: unknown): unknown {
  if (isLockstepError(error) && !/store "/i.test(error.message))
    error.message = `Store "${name}": ${error.message}`
  return error
}
