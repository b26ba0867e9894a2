/**
 * Throws `error` where the host reports uncaught errors (`uncaughtException`, `window.onerror`), after the code that
 * is running: a listener that throws must stop neither the other listeners nor the `update` that called it.
 */
export function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
