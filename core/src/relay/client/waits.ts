import { LockstepError } from '../../errors/errors.js'
import type { WaitOptions } from '../../store/types.js'

/**
 * A promise with the end that its waiter sets it.
 * @param what what did not happen, for the message
 */
export function within<Value>(
  name: string,
  what: string,
  { timeout, signal }: WaitOptions,
  promise: Promise<Value>,
): Promise<Value> {
  if (signal?.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const abort = () => done(() => reject(signal?.reason))
    const done = (settle: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      settle()
    }
    signal?.addEventListener('abort', abort)
    if (timeout !== undefined)
      timer = setTimeout(() => done(() => reject(timedOut(name, what, timeout))), timeout)
    promise.then(
      value => done(() => resolve(value)),
      error => done(() => reject(error)),
    )
  })
}

function timedOut(name: string, what: string, timeout: number): LockstepError {
  return new LockstepError(
    'LOCKSTEP_TIMEOUT',
    `The store "${name}" ${what} in ${timeout} ms: see whether the other side runs and can be reached, or wait longer`,
  )
}
