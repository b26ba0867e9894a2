import { reportLater } from '../../replica/report.js'
import type { RejectedEvent, Unsubscribe } from '../../store/types.js'

/** Who waits to hear what became of commits. */
export interface Confirmations {
  onRejected(listener: (event: RejectedEvent) => void): Unsubscribe
  /** Resolves when no commit up to `sequence` is pending any more; rejects as soon as one of them was rejected. */
  wait(sequence: number): Promise<void>
  /** Resolves when no commit up to `sequence` is pending any more, or nothing will be confirmed any more. */
  done(sequence: number): Promise<void>
  /** Keeps a rejection for `tellRejected`. */
  rejected(sequence: number, event: RejectedEvent): void
  /** Whether there are rejections that nobody was told of. */
  readonly untold: boolean
  /**
   * Tells of the rejections so far. To be called when what is shown is without them, and nothing is under way: who hears
   * of one may look at the state, or commit something else.
   */
  tellRejected(): void
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
  const untold: { readonly sequence: number; readonly event: RejectedEvent }[] = []

  function tellRejected(): void {
    for (const { sequence, event } of untold.splice(0)) {
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
    }
  }

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
      untold.push({ sequence, event })
    },
    get untold() {
      return untold.length > 0
    },
    tellRejected,

    confirmedUpTo(sequence) {
      for (const waiter of waiters) {
        if (waiter.sequence > sequence) continue
        if (waiter.reject && untold.some(rejection => rejection.sequence <= waiter.sequence)) continue
        waiters.delete(waiter)
        waiter.resolve()
      }
    },

    end(error) {
      tellRejected()
      for (const { resolve, reject } of waiters) {
        if (reject === undefined) resolve()
        else reject(error)
      }
      waiters.clear()
    },
  }
}
