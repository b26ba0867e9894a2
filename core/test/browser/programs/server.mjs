// Has the ledger mapped, serves it over WebSockets, commits to it, and looks at every state.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createStore } from '@lockstep/core'
import { serveWebSockets } from '@lockstep/core/relay/websocket'
import { serve } from '../../process/programs/serve.mjs'
import { entry, flaw, ledger } from './ledger.mjs'

const store = createStore(ledger)
const who = `process ${randomUUID().slice(0, 8)}`
let made = 0
let writing = false
let wrong
let wanted
store.subscribe(state => {
  wrong ??= flaw(state)
  if (state.n >= wanted?.n) wanted.resolve()
})

function commit(count) {
  for (const until = made + count; made < until; ) {
    made += 1
    store.update(entry(who, made, Math.floor(Math.random() * 1000)))
  }
}

async function write() {
  writing = true
  while (writing) {
    commit(1 + Math.floor(Math.random() * 4))
    await pause(Math.random() * 40)
  }
}

serve({
  /** Resolves with the sockets' URL. */
  async listen(options) {
    const { url } = await serveWebSockets(store, options)
    return url
  },

  commit,
  write: () => void write(),
  /** Resolves with what was acknowledged. */
  stop() {
    writing = false
    return { who, made }
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
