import type { NetworkInterface } from '../store.js'

/** Bytes since the interface came up. */
export interface NetworkCounter {
  readonly name: string
  readonly received: number
  readonly sent: number
}

/** Reads `/proc/net/dev`. Interfaces that never carried a byte are left out. */
export function parseNetwork(dev: string): NetworkCounter[] {
  return [...dev.matchAll(/^\s*(\S+):\s*(\d.*)$/gm)]
    .map(([, name, figures]) => {
      const columns = figures!.split(/\s+/).map(Number)
      return { name: name!, received: columns[0] ?? 0, sent: columns[8] ?? 0 }
    })
    .filter(({ received, sent }) => received + sent > 0)
}

/** Bytes per second between two readings. A counter that fell (the interface was made anew) counts as silent. */
export function networkBetween(
  before: readonly NetworkCounter[],
  after: readonly NetworkCounter[],
  seconds: number,
): NetworkInterface[] {
  return after.map(now => {
    const then = before.find(({ name }) => name === now.name) ?? now
    const rate = (from: number, to: number) => (seconds > 0 ? Math.max(0, to - from) / seconds : 0)
    return { name: now.name, received: rate(then.received, now.received), sent: rate(then.sent, now.sent) }
  })
}
