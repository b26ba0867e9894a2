import { LockstepError } from '../errors/errors.js'
import type { CloseEvent, Unsubscribe } from '../store/types.js'
import { logEndOf } from './log-end.js'
import { reportLater } from './report.js'
import { soon } from './soon.js'

/** How a replica ends: once, by `close` or because its log did. */
export interface Lifetime {
  readonly ended: CloseEvent | undefined
  end(event: CloseEvent): void
  /** Ends it if `error` says that the log did. */
  endedBy(error: unknown): boolean
  /** Throws `LOCKSTEP_CLOSED` after the end. */
  assertOpen(): void
  onEnd(listener: (event: CloseEvent) => void): Unsubscribe
}

/** @param cleanUp called at once when it ends; the listeners hear of it in a microtask, never within a call */
export function createLifetime(name: string, cleanUp: (error: Error) => void): Lifetime {
  const listeners = new Set<(event: CloseEvent) => void>()
  let ended: CloseEvent | undefined

  function end(event: CloseEvent): void {
    if (ended !== undefined) return
    ended = event
    cleanUp(event.error ?? closedError(name))
    soon(() => {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          reportLater(error)
        }
      }
    })
  }

  return {
    get ended() {
      return ended
    },
    end,
    endedBy(error) {
      const reason = logEndOf(error)
      if (reason !== undefined) end({ reason, error: error as Error })
      return reason !== undefined
    },
    assertOpen() {
      if (ended !== undefined) throw closedError(name, ended.error)
    },
    onEnd(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

/** @param cause why the store ended by itself */
export function closedError(name: string, cause?: Error): LockstepError {
  const what = cause === undefined ? 'is closed' : 'ended by itself (see the cause)'
  return new LockstepError('LOCKSTEP_CLOSED', `The store "${name}" ${what}: open it again with createStore`, {
    cause,
  })
}
