import type { LockstepError } from '@lockstep/core'

/**
 * A LockstepError with the code LOCKSTEP_OPTIONS, recognised by `isLockstepError` as every other. Not made by core's
 * class: these hooks import nothing of core but types, so that a page that bundles them bundles no store beside its own.
 */
export function optionsError(message: string): Error & Pick<LockstepError, 'code'> {
  const error = new Error(`${message} (LOCKSTEP_OPTIONS: see docs/errors.md#lockstep_options)`)
  return Object.assign(error, { name: 'LockstepError', code: 'LOCKSTEP_OPTIONS' as const })
}
