// Has the ledger mapped, serves it over WebSockets, and looks at every state.
import { createStore } from '@lockstep/core'
import { serveWebSockets } from '@lockstep/core/relay/websocket'
import { serve } from '../../process/programs/serve.mjs'
import { flaw, ledger } from './ledger.mjs'

const store = createStore(ledger)
let wrong
let wanted
store.subscribe(state => {
  wrong ??= flaw(state)
  if (state.n >= wanted?.n) wanted.resolve()
})

serve({
  /** Resolves with the sockets' URL. */
  async listen(options) {
    const { url } = await serveWebSockets(store, options)
    return url
  },

  /** Resolves when so many commits are there. */
  reach(n) {
    return new Promise(resolve => {
      wanted = { n, resolve }
      if (store.getState().n >= n) resolve()
    })
  },

  see: () => ({ wrong, state: store.getState(), version: store.version }),
})
