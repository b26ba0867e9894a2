/** Every code an error of Lockstep can carry; `docs/errors.md` has a heading for each. */
export type LockstepErrorCode =
  | 'LOCKSTEP_NAME'
  | 'LOCKSTEP_OPTIONS'
  | 'LOCKSTEP_NOT_FOUND'
  | 'LOCKSTEP_EXISTS'
  | 'LOCKSTEP_PERMISSION'
  | 'LOCKSTEP_DAMAGED'
  | 'LOCKSTEP_LAYOUT'
  | 'LOCKSTEP_SCHEMA'
  | 'LOCKSTEP_MIGRATE'
  | 'LOCKSTEP_NATIVE'
  | 'LOCKSTEP_NO_SPACE'
  | 'LOCKSTEP_FULL'
  | 'LOCKSTEP_PEERS'
  | 'LOCKSTEP_BUSY'
  | 'LOCKSTEP_TIMEOUT'
  | 'LOCKSTEP_CLOSED'
  | 'LOCKSTEP_DETACHED'
  | 'LOCKSTEP_READONLY'
  | 'LOCKSTEP_UNSUPPORTED'
  | 'LOCKSTEP_MUTATED'
  | 'LOCKSTEP_RECIPE'
  | 'LOCKSTEP_NESTED'
  | 'LOCKSTEP_OWNER'
  | 'LOCKSTEP_PROTOCOL'
  | 'LOCKSTEP_REFUSED'
  | 'LOCKSTEP_UNCERTAIN'
  | 'LOCKSTEP_DISCONNECTED'
  | 'LOCKSTEP_PRELOAD'
  | 'LOCKSTEP_SYSTEM'

/**
 * What Lockstep throws. Recognise it with `isLockstepError`: `instanceof` fails across realms and across two
 * copies of the package.
 */
export class LockstepError extends Error {
  /** Stable: meant for programs, as the message is for people. */
  readonly code: LockstepErrorCode

  /**
   * @param code the stable code
   * @param message what happened, to which store, and what to do about it
   * @param options `cause`: the error behind it
   */
  constructor(code: LockstepErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${message} (${code}: see docs/errors.md#${code.toLowerCase()})`, options)
    this.name = 'LockstepError'
    this.code = code
  }
}

/**
 * Whether `error` comes from Lockstep, and, where `code` is given, carries that code.
 *
 * @example
 * ```ts
 * try { store.update(recipe) } catch (error) {
 *   if (isLockstepError(error, 'LOCKSTEP_FULL')) dropOldEntries()
 *   else throw error
 * }
 * ```
 */
export function isLockstepError(error: unknown, code?: LockstepErrorCode): error is LockstepError {
  if (typeof error !== 'object' || error === null) return false
  const { name, code: actual } = error as { name?: unknown; code?: unknown }
  if (name !== 'LockstepError' || typeof actual !== 'string') return false
  return code === undefined ? actual.startsWith('LOCKSTEP_') : actual === code
}
