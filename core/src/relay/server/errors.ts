import { isLockstepError, LockstepError } from '../../errors/errors.js'

/** Whether `error` says that one commit cannot be made, and nothing about the connection. */
export function isRefusal(error: unknown): error is LockstepError {
  return (
    isLockstepError(error, 'LOCKSTEP_REFUSED') ||
    isLockstepError(error, 'LOCKSTEP_FULL') ||
    isLockstepError(error, 'LOCKSTEP_NO_SPACE') ||
    isLockstepError(error, 'LOCKSTEP_READONLY') ||
    isLockstepError(error, 'LOCKSTEP_BUSY')
  )
}

/** What a client is told when the store ends where it is served. */
export function gone(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_CLOSED',
    `The store "${name}" was closed where it was served: connect again where it is served now`,
  )
}

/** Of what went wrong here a client is told no more than that. */
export function internal(name: string, cause: unknown): LockstepError {
  return new LockstepError('LOCKSTEP_SYSTEM', `The server of the store "${name}" failed: see its own log`, {
    cause,
  })
}
