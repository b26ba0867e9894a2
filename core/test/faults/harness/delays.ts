import type { SlowUpdate } from '../../process/harness/receipt.js'
import type { Played } from './play.js'

/** The dead hold others up for at most this. */
export const MOST_MILLISECONDS = 50

/** How long others were held up, in milliseconds; times in which the machine ran something else do not count. */
export interface Delays {
  add(name: string, played: Pick<Played, 'action' | 'fault'>, calls: readonly SlowUpdate[]): void
  /** The longest call that may have waited for the dead, counted from the death. */
  readonly worst: { readonly milliseconds: number; readonly name: string }
  /** The longest call before anybody died or stopped. */
  readonly calm: number
}

export function createDelays(): Delays {
  let worst = { milliseconds: 0, name: 'none' }
  let calm = 0
  return {
    add(name, { fault, action }, calls) {
      for (const call of calls) {
        if (call.end < fault.at) calm = Math.max(calm, call.net)
        // Also what began long after: nobody may have wanted before what the dead held.
        else if (action === 'killed' && delayOf(call, fault.at) > worst.milliseconds)
          worst = { milliseconds: delayOf(call, fault.at), name }
      }
    },
    get worst() {
      return worst
    },
    get calm() {
      return calm
    },
  }
}

function delayOf({ net, end }: SlowUpdate, death: number): number {
  return Math.min(net, end - death)
}
