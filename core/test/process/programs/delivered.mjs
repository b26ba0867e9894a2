import { setImmediate } from 'node:timers/promises'

/** The newest state, as soon as everything up to it was delivered here too. */
export async function delivered(store) {
  while (store.getSnapshot() !== store.getState()) await setImmediate()
  return store.getState()
}
