import { LockstepError } from '../../errors/errors.js'

/** A commit was sent, and nobody can say whether it arrived. */
export function uncertain(name: string, label: string | undefined): LockstepError {
  const what = label === undefined ? 'A commit' : `The commit ${JSON.stringify(label)}`
  return new LockstepError(
    'LOCKSTEP_UNCERTAIN',
    `${what} to the store "${name}" was on its way when the connection broke, and the store does not know any more whether it arrived: ` +
      'look at the state, and commit again what is missing',
  )
}

export function readonlyThere(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_READONLY',
    `The store "${name}" may only be read over this connection: connect without readonly, or ask who serves it`,
  )
}
