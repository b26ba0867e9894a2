import type { Replica } from '../replica/replica.js'

/** Whether one handle wants the process to stay alive: while it has subscriptions, unless it says otherwise. */
export interface Holds {
  /** To be called when a subscription came or went. */
  refresh(): void
  /** `ref` and `unref`. */
  override(alive: boolean): void
  close(): void
}

export function createHolds(
  replica: Pick<Replica<unknown>, 'hold' | 'release'>,
  subscriptions: { readonly size: number },
): Holds {
  let chosen: boolean | undefined
  let holding = false
  let closed = false

  function refresh(): void {
    const wanted = !closed && (chosen ?? subscriptions.size > 0)
    if (wanted === holding) return
    holding = wanted
    if (wanted) replica.hold()
    else replica.release()
  }

  return {
    refresh,
    override(alive) {
      chosen = alive
      refresh()
    },
    close() {
      closed = true
      refresh()
    },
  }
}
