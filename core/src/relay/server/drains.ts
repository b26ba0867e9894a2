import type { WaitOptions } from '../../store/types.js'
import { within } from '../client/waits.js'

/** Who waits until a client has nothing on its way any more. */
export interface Drains {
  /** Resolves when the client says so, or is gone. */
  wait(name: string, options: WaitOptions): Promise<void>
  /** The client can be asked from now on: who waits already is waiting for its first answer. */
  begin(): void
  drained(request: number): void
  /** The client is gone: nothing of it will come. */
  end(): void
}

/** @param ask sends the question to the client */
export function createDrains(ask: (request: number) => void): Drains {
  const open = new Map<number, () => void>()
  let last = 0
  let begun = false
  let ended = false
  return {
    wait(name, options) {
      if (ended) return Promise.resolve()
      last += 1
      const request = last
      const done = new Promise<void>(resolve => open.set(request, resolve))
      if (begun) ask(request)
      return within(name, 'did not get everything from a client', options, done)
    },
    begin() {
      begun = true
      for (const request of open.keys()) ask(request)
    },
    drained(request) {
      open.get(request)?.()
      open.delete(request)
    },
    end() {
      ended = true
      for (const resolve of open.values()) resolve()
      open.clear()
    },
  }
}
