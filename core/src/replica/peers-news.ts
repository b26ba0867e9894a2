import type { Unsubscribe } from '../store/types.js'
import { reportLater } from './report.js'

/** Who wants to hear that `peers()` may have something else to say. */
export interface PeersNews {
  tell(): void
  on(listener: () => void): Unsubscribe
}

export function createPeersNews(): PeersNews {
  const listeners = new Set<() => void>()
  return {
    tell() {
      for (const listener of listeners) {
        try {
          listener()
        } catch (error) {
          reportLater(error)
        }
      }
    },
    on(call) {
      const listener = () => call()
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
