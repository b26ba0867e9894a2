import { reportLater } from '../../replica/report.js'
import type { RejectedEvent, Unsubscribe } from '../../store/types.js'

/** Who waits to hear what became of commits. */
export interface Confirmations {
  onRejected(listener: (event: RejectedEvent) => void): Unsubscribe
  /** Resolves when no commit up to `sequence` is pending any more; rejects as soon as one of them was rejected. */
  wait(sequence: number): Promise<void>
  /** Resolves when no commit up to `sequence` is pending any more, or nothing will be confirmed any more. */
  done(sequence: number): Promise<void>
  rejected(sequence: number, event: RejectedEvent): void
  /** No commit up to `sequence` is pending any more. */
  confirmedUpTo(sequence: number): void
  /** Nothing will be confirmed any more. */
  end(error: Error): void
}

interface Waiter {
  readonly sequence: number
  readonly resolve: () => void
  /** Not there for who waits whatever happens. */
  readonly reject?: (error: Error) => void
}

export function createConfirmations(): Confirmations {
  const listeners = new Set<(event: RejectedEvent) => void>()
  const waiters = new Set<Waiter>()

  return {
    onRejected(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    wait(sequence) {
      const promise = new Promise<void>((resolve, reject) => {
        waiters.add({ sequence, resolve, reject })
      })
      // Who does not look does not want to know: `onRejected` tells too.
      promise.catch(() => {})
      return promise
    },

    done: sequence => new Promise(resolve => void waiters.add({ sequence, resolve })),

    rejected(sequence, event) {
      for (const waiter of waiters) {
        if (waiter.sequence < sequence || waiter.reject === undefined) continue
        waiters.delete(waiter)
        waiter.reject(event.error)
      }
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          reportLater(error)
        }
      }
    },

    confirmedUpTo(sequence) {
      for (const waiter of waiters) {
        if (waiter.sequence > sequence) continue
        waiters.delete(waiter)
        waiter.resolve()
      }
    },

    end(error) {
      for (const { resolve, reject } of waiters) {
        if (reject === undefined) resolve()
        else reject(error)
      }
      waiters.clear()
    },
  }
}
