import { drain } from '@lockstep/core/electron/main'
import type { BrowserWindow } from 'electron'
import type { TodoStore } from '../actions.js'

/** So long a page may take to hand in what it has committed; one that hangs never does. Milliseconds. */
const HAND_IN_WITHIN = 5_000

/** A window closes when what its page has committed last is in the store. */
export function keepLastEdits(window: BrowserWindow): void {
  window.on('close', event => {
    event.preventDefault()
    void closeWindow(window)
  })
}

/** Everything that the windows have committed goes into the store, and the store onto the disk. */
export async function closeAll(windows: readonly BrowserWindow[], store: TodoStore): Promise<void> {
  await Promise.all(windows.map(closeWindow))
  try {
    await store.flush()
  } finally {
    store.close()
  }
}

async function closeWindow(window: BrowserWindow): Promise<void> {
  try {
    await drain(window, { timeout: HAND_IN_WITHIN })
  } catch (error) {
    console.error(error)
  }
  if (!window.isDestroyed()) window.destroy()
}
