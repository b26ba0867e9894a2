import { isLockstepError } from '../errors/errors.js'
import type { LogEnd } from '../log/log.js'

/** Why the log ended, if that is what `error` says: after it the attachment is of no use any more. */
export function logEndOf(error: unknown): LogEnd | undefined {
  if (isLockstepError(error, 'LOCKSTEP_SCHEMA')) return 'schema'
  if (isLockstepError(error, 'LOCKSTEP_DAMAGED')) return 'damaged'
  if (isLockstepError(error, 'LOCKSTEP_DETACHED')) return 'detached'
  return undefined
}
