import { lockstepError } from '../errors.js'

/** Shows the constructors that one of their own functions calls, which have checked everything. */
export const MAKER = Symbol('made by create or open')

export function checkMaker(what: string, by: unknown): void {
  if (by === MAKER) return
  throw lockstepError('LOCKSTEP_OPTIONS', `Use ${what}.create or ${what}.open instead of new ${what}.`)
}
