import { createStore, type Store } from '@lockstep/core'
import { type MonitorState, monitor } from './store.js'

/** The shared store, as every program opens it. A program whose store ends by itself says why and ends too. */
export function openMonitor(title: string): Store<MonitorState> {
  const store = createStore({ ...monitor, title })
  store.onClose(({ error }) => {
    if (error === undefined) return
    console.error(error.message)
    process.exit(1)
  })
  return store
}

/**
 * Ends the program with code 0 when it is asked to (Ctrl-C, SIGTERM, a closed terminal) and when the demo that
 * started it is gone, however that one died.
 */
export function onEnd(end: () => void | Promise<void>): void {
  let ending = false
  const once = async () => {
    if (ending) return
    ending = true
    await end()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once)
  process.on('disconnect', once)
}
