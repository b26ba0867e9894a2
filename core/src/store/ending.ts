import type { Replica } from '../replica/replica.js'
import { reportLater } from '../replica/report.js'
import { soon } from '../replica/soon.js'
import type { CloseEvent, Unsubscribe } from './types.js'

/** Who wants to hear of one handle's end, which comes once: by its `close`, or with the replica. */
export interface Ending {
  onClose(listener: (event: CloseEvent) => void): Unsubscribe
  /** To be called when the handle closes. */
  closed(): void
}

export function createEnding(replica: Pick<Replica<unknown>, 'ended' | 'onEnd'>): Ending {
  const listeners = new Set<{ readonly call: (event: CloseEvent) => void }>()
  let told: CloseEvent | undefined
  let leaveReplica: Unsubscribe | undefined

  function tell(event: CloseEvent): void {
    told ??= event
    for (const listener of listeners) {
      listeners.delete(listener)
      try {
        listener.call(event)
      } catch (error) {
        reportLater(error)
      }
    }
  }

  return {
    onClose(call) {
      const listener = { call }
      listeners.add(listener)
      const event = told ?? replica.ended
      if (event !== undefined) soon(() => tell(event))
      else leaveReplica ??= replica.onEnd(tell)
      return () => {
        listeners.delete(listener)
      }
    },
    closed() {
      leaveReplica?.()
      tell(replica.ended ?? { reason: 'closed' })
    },
  }
}
