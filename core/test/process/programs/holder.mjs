// Holds a store open and does what the test says: the other process in tests of what a process meets.
import { createStore } from '@lockstep/core'
import { delivered } from './delivered.mjs'
import { serve, tell } from './serve.mjs'

let store

serve({
  open(definition) {
    store = createStore(definition)
    store.onClose(({ reason, error }) =>
      tell('closed', { reason, code: error?.code, message: error?.message }),
    )
    return look()
  },
  look,
  set(partial) {
    store.setState(partial)
    return store.version
  },
  watch() {
    store.subscribe(state => tell('state', state))
  },
  close() {
    store.close()
  },
})

async function look() {
  const state = await delivered(store)
  return { state, version: store.version, peers: store.peers().length, closed: store.closed }
}
