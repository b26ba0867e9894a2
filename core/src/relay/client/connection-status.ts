import { reportLater } from '../../replica/report.js'
import { soon } from '../../replica/soon.js'
import type { Connection, Unsubscribe } from '../../store/types.js'

/** What a client's handle shows of its connection. */
export interface ConnectionStatus {
  /** The same object until something changes. */
  readonly current: Connection
  set(status: Connection['status'], pending: number): void
  onChange(listener: (connection: Connection) => void): Unsubscribe
}

/** Listeners are called in a microtask, once for whatever changed until then: a commit comes and goes within one. */
export function createConnectionStatus(): ConnectionStatus {
  const listeners = new Set<(connection: Connection) => void>()
  let current: Connection = Object.freeze({ status: 'offline', pending: 0 })
  let told = current
  let scheduled = false

  function tell(): void {
    scheduled = false
    if (told.status === current.status && told.pending === current.pending) return
    told = current
    for (const listener of listeners) {
      try {
        listener(current)
      } catch (error) {
        reportLater(error)
      }
    }
  }

  return {
    get current() {
      return current
    },
    set(status, pending) {
      if (current.status === status && current.pending === pending) return
      current = Object.freeze({ status, pending })
      if (scheduled || listeners.size === 0) return
      scheduled = true
      soon(tell)
    },
    onChange(listener) {
      if (listeners.size === 0) told = current
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
