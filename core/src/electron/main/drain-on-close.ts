import { app } from 'electron'
import type { BrowserWindow } from '../electron-types.js'
import { contentsOf, drain } from './drain.js'
import { theRouter } from './router.js'

/** Whoever closes a window should not notice it, and a page that hangs must not keep it open. Milliseconds. */
const DEFAULT_TIMEOUT = 2000
/** So long a window counts as drained: what it is closed for comes at once. Milliseconds. */
const FRESH = 1000

/** Electron's events that can be prevented. */
interface Preventable {
  readonly defaultPrevented: boolean
  preventDefault(): void
}

/**
 * Lets a window close, and the app quit, only when the last commits of the window's pages are in the stores, or after
 * `timeout`. Register it after other listeners of the window's `close` that may keep it open: they are asked again when
 * it is drained.
 *
 * @param options `timeout` in milliseconds. Default 2,000
 *
 * @example
 * ```ts
 * app.on('browser-window-created', (_, window) => drainOnClose(window))
 * ```
 */
export function drainOnClose(
  window: BrowserWindow,
  { timeout = DEFAULT_TIMEOUT }: { readonly timeout?: number } = {},
): void {
  let drained = Number.NEGATIVE_INFINITY
  let current: Promise<void> | undefined

  /** Holds `event` back where something is on its way, and lets `again` bring it back later. */
  function hold(event: Preventable, again: () => void): void {
    const contents = contentsOf(window)
    if (event.defaultPrevented || contents === undefined) return
    const isDrained = performance.now() - drained < FRESH || theRouter().clients.of(contents).length === 0
    if (isDrained && current === undefined) return
    event.preventDefault()
    void drainOnce().then(again)
  }

  function drainOnce(): Promise<void> {
    // What is not there by then is given up: the window is to close.
    current ??= drain(window, { timeout })
      .catch(() => {})
      .finally(() => {
        drained = performance.now()
        current = undefined
      })
    return current
  }

  const onClose = (event: Preventable) => hold(event, () => window.isDestroyed() || window.close())
  const onQuit = (event: Preventable) => hold(event, () => app.quit())
  window.on('close', onClose)
  app.on('before-quit', onQuit)
  window.once('closed', () => app.off('before-quit', onQuit))
}
