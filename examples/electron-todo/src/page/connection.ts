import { connectStore } from '@lockstep/core/electron/renderer'
import type { Desktop } from '../desktop.js'
import { createOwnChanges } from '../own-changes.js'
import { todos } from '../store.js'

/**
 * The shared store. Nothing is drawn before its state is there; from then on it is to this page what it is to main, and
 * what is changed here is shown at once.
 */
export const store = await connectStore({ ...todos, title: document.title }).catch((error: Error) => {
  document.getElementById('root')!.textContent = error.message
  return new Promise<never>(() => {})
})

/** What this window has changed, for undo. */
export const own = createOwnChanges(store)

/** The preload's; a page that is shown elsewhere has none. */
export const desktop = (globalThis as { desktop?: Desktop }).desktop
