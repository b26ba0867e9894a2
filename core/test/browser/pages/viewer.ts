// Looks at a store, and counts what it is told.
import { connectStore } from '@lockstep/core/relay'
import { board } from '../programs/board.mjs'
import { asked, serve } from './serve.js'

const store = await connectStore(board, () => new WebSocket(asked('url')), { token: asked('token') })
const heard = { commit: 0, reset: 0 }
store.onCommit(({ type }) => {
  heard[type] += 1
})

serve({
  /** Resolves with what was heard when so many commits are there. */
  reach: (n: number) =>
    new Promise(resolve => {
      const check = () => {
        if (store.getState().n < n) return
        unsubscribe()
        resolve({ ...heard, n: store.getState().n, version: store.version, blob: store.getState().blob })
      }
      const unsubscribe = store.subscribe(check)
      check()
    }),
})
