import { LockstepError } from '../errors/errors.js'
import type { Log, Peer } from '../log/log.js'
import type { WaitOptions } from '../store/types.js'
import { afterTimeout } from './timeouts.js'

/** How often a waiter asks whether those it waits for still live: nothing rings when a process is killed. */
const LIVENESS_INTERVAL = 50

/** Waits for other peers to apply versions. */
export interface Settled {
  /**
   * Resolves when every live peer has applied `version`.
   * @param owner whose wait it is, for `cancel`
   */
  wait(owner: object, version: number, options: WaitOptions): Promise<void>
  /** Looks again; to be called on every wake-up. Cheap when nobody waits. */
  check(): void
  /** Rejects the waits of `owner`, or all of them. */
  cancel(error: Error, owner?: object): void
}

interface Waiter {
  readonly owner: object
  readonly version: number
  resolve(): void
  reject(reason: unknown): void
}

export function createSettled(name: string, log: Log): Settled {
  // In the order of their versions, because the head only rises: whoever waits for the first waits least.
  let waiters: Waiter[] = []
  let interval: ReturnType<typeof setInterval> | undefined

  function laggards(version: number): Peer[] {
    return log.awaitApplied(version).filter(peer => !peer.self)
  }

  function check(): void {
    while (waiters.length > 0) {
      const next = waiters[0]!
      try {
        if (laggards(next.version).length > 0) return
        next.resolve()
      } catch (error) {
        next.reject(error)
      }
    }
  }

  function remove(waiter: Waiter): void {
    waiters = waiters.filter(other => other !== waiter)
    if (waiters.length > 0) return
    clearInterval(interval)
    interval = undefined
  }

  function timedOut(version: number, timeout: number): LockstepError {
    const names = laggards(version).map(peer =>
      peer.title === '' ? `${peer.pid}` : `${peer.pid} ("${peer.title}")`,
    )
    return new LockstepError(
      'LOCKSTEP_TIMEOUT',
      `The store "${name}" did not settle in ${timeout} ms: version ${version} was not applied by process ${names.join(', ')}. ` +
        'Look at what keeps their event loops busy, or wait longer',
    )
  }

  return {
    check,

    wait(owner, version, { timeout, signal }) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      return new Promise((resolve, reject) => {
        let timer: ReturnType<typeof setTimeout> | undefined
        const abort = () => waiter.reject(signal?.reason)
        const done = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
          remove(waiter)
        }
        const waiter: Waiter = {
          owner,
          version,
          resolve() {
            done()
            resolve()
          },
          reject(reason) {
            done()
            reject(reason)
          },
        }
        waiters.push(waiter)
        interval ??= setInterval(check, LIVENESS_INTERVAL)
        signal?.addEventListener('abort', abort)
        timer = afterTimeout(timeout, () => {
          check()
          if (waiters.includes(waiter)) waiter.reject(timedOut(version, timeout!))
        })
        check()
      })
    },

    cancel(error, owner) {
      for (const waiter of waiters) if (owner === undefined || waiter.owner === owner) waiter.reject(error)
    },
  }
}
