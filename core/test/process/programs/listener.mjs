// Listens to a store, writes to it, and ends in the ways in which processes end.
import { createStore } from '@lockstep/core'
import { serve, tell } from './serve.mjs'

const note = { name: 'note', initialState: { n: 0 } }
let store

const ways = {
  exit: () => process.exit(),
  throw: () =>
    setImmediate(() => {
      throw new Error('nobody catches this')
    }),
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
  /** Lets go of everything that keeps a process alive. */
  finish: () => {
    store.unref()
    process.disconnect()
  },
}

serve({
  open() {
    store = createStore(note)
    store.subscribe(state => tell('changed', state))
    return { state: store.getState(), version: store.version }
  },
  set(n) {
    store.update(draft => {
      draft.n = n
    })
  },
  see: () => store.getState(),
  end: way => ways[way](),
})
