import type { SlowUpdate } from '../../process/harness/receipt.js'
import type { Played } from './play.js'
import type { Report } from './verdict.js'

/** How long others were held up, in milliseconds; times in which the machine ran something else do not count. */
export interface Delays {
  add(name: string, played: Played, reports: readonly Report[]): void
  /** The longest call that a death held up, counted from the death. */
  readonly worst: { readonly milliseconds: number; readonly name: string }
  /** The longest call while nobody died and nobody was stopped. */
  readonly calm: number
}

export function createDelays(): Delays {
  let worst = { milliseconds: 0, name: 'none' }
  let calm = 0
  return {
    add(name, { fault, over, action }, reports) {
      for (const call of reports.flatMap(({ slow }) => slow)) {
        if (call.end < fault.at || call.start > over) calm = Math.max(calm, call.net)
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
