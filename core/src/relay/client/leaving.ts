/** What of the global object matters here. Pages have a document; Node has a process, and workers of pages neither. */
interface Global {
  readonly document?: unknown
  addEventListener?(type: 'pagehide', listener: () => void): void
  readonly process?: { on?(event: 'exit', listener: () => void): void }
}

const here = globalThis as Global
const listeners = new Set<() => void>()
let watching = false

/**
 * Calls `listener` when the page is left, loaded again or closed, or when the process exits: the last moment in which it
 * can send. A page may come back (from the browser's back/forward cache), and be left again.
 *
 * @returns stops it. Where nothing tells of the end, nothing is ever called
 */
export function onLeaving(listener: () => void): () => void {
  watch()
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Once for all stores: Node warns of an event with many listeners. */
function watch(): void {
  if (watching) return
  watching = true
  const leave = () => {
    for (const listener of listeners) listener()
  }
  if (here.document !== undefined) here.addEventListener?.('pagehide', leave)
  else here.process?.on?.('exit', leave)
}
