import { LockstepError } from '../errors/errors.js'
import type { Refused } from './messages.js'

/** A port on which a page waits for the first word: of main, or of a utility process. */
interface AskingPort {
  postMessage(message: unknown): void
  close(): void
}

/** Says why a page is not served, and hangs up. */
export function refuse(port: AskingPort, error: LockstepError, final: boolean): void {
  const refusal: Refused = { lockstep: 'refused', code: error.code, message: error.message, final }
  try {
    port.postMessage(refusal)
  } catch {
    // The page is gone.
  }
  port.close()
}

export function notServed(store: string, names: Iterable<string>, how: string): LockstepError {
  const known = [...names].map(name => JSON.stringify(name)).join(', ')
  return new LockstepError(
    'LOCKSTEP_NOT_FOUND',
    `The page asks for the store ${JSON.stringify(store)}, and ${how} serves ${known === '' ? 'none' : `only ${known}`}: ` +
      'serve it before the window is opened, with the definition that the page has',
  )
}

export function notAllowed(store: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_REFUSED',
    `Electron's main process does not serve the store ${JSON.stringify(store)} to this page: without a policy it serves only ` +
      "the main frames of the app's own windows, showing pages of its own; name others in the policy of serveWindows",
  )
}

/** Of why it cannot, a page is told nothing. */
export function failed(store: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_REFUSED',
    `Electron's main process cannot serve the store ${JSON.stringify(store)} to this page: see its own log`,
  )
}
