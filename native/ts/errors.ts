/** An `Error` with the name and the codes that all errors of Lockstep have. */
export function lockstepError(code: `LOCKSTEP_${string}`, message: string, cause?: unknown): Error {
  const error = new Error(
    `${message} (${code}: see docs/errors.md#${code.toLowerCase()})`,
    cause === undefined ? undefined : { cause },
  )
  return Object.assign(error, { name: 'LockstepError', code })
}
