import { loadAddon } from '../addon.js'
import { lockstepError } from '../errors.js'
import { OUTCOME, type StartWait } from './native.js'

export interface TimeoutOptions {
  /** Milliseconds. Default: for ever. */
  readonly timeout?: number
}

export interface WaitOptions extends TimeoutOptions {
  /** Ends the wait; the promise rejects with its reason. */
  readonly signal?: AbortSignal
}

/**
 * A blocking wait comes back to JavaScript this often: only there can a worker be terminated.
 * The wait itself sleeps in the operating system.
 */
const SLICE = 100

/** The longest pause between two looks at whether something was created. */
const LONGEST_PAUSE = 10

export function checkTimeout(label: string, timeout: unknown): void {
  if (typeof timeout === 'number' && timeout >= 0) return
  throw lockstepError(
    'LOCKSTEP_OPTIONS',
    `${label}: timeout must be a number of milliseconds, 0 or more (Infinity waits for ever).`,
  )
}

function checkSignal(label: string, signal: unknown): void {
  // By what it does: one of another realm is no instance of this one's class.
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>
  if (signal === undefined || (typeof aborted === 'boolean' && typeof addEventListener === 'function')) return
  throw lockstepError('LOCKSTEP_OPTIONS', `${label}: signal must be an AbortSignal.`)
}

/** Blocks this thread until `attempt(milliseconds)` came to something, or for `timeout`. */
export function waitHere(timeout: number, attempt: (timeout: number) => number): number {
  const end = performance.now() + timeout
  for (;;) {
    const left = Math.max(0, end - performance.now())
    const outcome = attempt(Math.ceil(Math.min(left, SLICE)))
    if (outcome !== OUTCOME.timedOut || left <= SLICE) return outcome
  }
}

/** The same without blocking. Rejects with the signal's reason. */
export async function waitAsync(label: string, options: WaitOptions, start: StartWait): Promise<number> {
  const { timeout = Number.POSITIVE_INFINITY, signal } = options
  checkTimeout(label, timeout)
  checkSignal(label, signal)
  signal?.throwIfAborted()
  const outcome = await new Promise<number>((resolve, reject) => {
    const cancel = start(Math.ceil(timeout), (error, outcome) => {
      signal?.removeEventListener('abort', cancel)
      if (error) reject(error)
      else resolve(outcome)
    })
    signal?.addEventListener('abort', cancel)
  })
  if (outcome === OUTCOME.interrupted) {
    signal?.throwIfAborted()
    throw lockstepError('LOCKSTEP_CLOSED', `${label}: it was closed while this waited.`)
  }
  return outcome
}

function notCreated(label: string, timeout: number): Error {
  if (timeout === 0)
    return lockstepError(
      'LOCKSTEP_NOT_FOUND',
      `${label}: nobody has it open. Create it, start the process that does first, or wait for it: { timeout: 10_000 }.`,
    )
  return lockstepError(
    'LOCKSTEP_TIMEOUT',
    `${label}: nobody created it within ${timeout} ms. Start the process that does, check name and scope, or wait longer.`,
  )
}

/** Blocks this thread until `open` finds something, and throws after `timeout`: 0 looks once. */
export function openHere<Native>(label: string, timeout: number, open: () => Native | null): Native {
  checkTimeout(label, timeout)
  const end = performance.now() + timeout
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const native = open()
    if (native) return native
    const left = end - performance.now()
    if (!(left > 0)) throw notCreated(label, timeout)
    loadAddon().sleep(Math.ceil(Math.min(pause, left)))
  }
}

/** The same without blocking. Rejects with the signal's reason. */
export async function openLater<Native>(
  label: string,
  { timeout = Number.POSITIVE_INFINITY, signal }: WaitOptions,
  open: () => Native | null,
): Promise<Native> {
  checkTimeout(label, timeout)
  checkSignal(label, signal)
  const end = performance.now() + timeout
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    signal?.throwIfAborted()
    const native = open()
    if (native) return native
    const left = end - performance.now()
    if (!(left > 0)) throw notCreated(label, timeout)
    await pass(Math.ceil(Math.min(pause, left)), signal)
  }
}

function pass(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', done)
    function done(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
  })
}
