import { within } from '../../relay/client/waits.js'
import type { WaitOptions } from '../../store/types.js'
import type { BrowserWindow, WebContents } from '../electron-types.js'
import { theRouter } from './router.js'

/**
 * Resolves when everything that the pages of a window have committed until now is in the stores, or was refused; at once
 * where there is nothing to wait for. For the last moment before a window closes.
 *
 * @param window a window, or the `webContents` of a view
 * @param options how long to wait; a page that hangs never answers
 *
 * @throws (rejects) LOCKSTEP_TIMEOUT, the signal's reason
 */
export async function drain(window: BrowserWindow | WebContents, options: WaitOptions = {}): Promise<void> {
  const webContents = contentsOf(window)
  if (webContents === undefined) return
  const clients = theRouter().clients.of(webContents)
  const what = 'did not get everything from a page of the window'
  await Promise.all(clients.map(client => within(client.store, what, options, client.drain())))
}

/** Those of a window that is destroyed are not there any more. */
export function contentsOf(window: BrowserWindow | WebContents): WebContents | undefined {
  if (window.isDestroyed()) return undefined
  return 'webContents' in window ? window.webContents : window
}
