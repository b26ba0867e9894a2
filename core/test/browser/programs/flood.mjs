// Serves a store, and commits to it much faster than a page that stands still can be told.
import { createServer } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { createStore } from '@lockstep/core'
import { serveWebSockets } from '@lockstep/core/relay/websocket'
import { serve } from '../../process/programs/serve.mjs'
import { board } from './board.mjs'

const store = createStore(board)
const server = createServer()
const sockets = new Set()
server.on('connection', socket => sockets.add(socket))

const sum = measure => [...sockets].reduce((total, socket) => total + measure(socket), 0)
const written = () => sum(socket => socket.bytesWritten)

serve({
  async listen(options) {
    const service = await serveWebSockets(store, { server, ...options })
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    return service.url
  },

  /** So many commits of a thousand characters. Resolves with what was sent meanwhile, and the longest queue, in bytes. */
  async flood(commits) {
    const before = written()
    let longestQueue = 0
    for (let made = 0; made < commits; made += 1) {
      store.update(draft => {
        draft.n += 1
        draft.blob = String(made).padStart(1000, '-')
      })
      // Whatever is due goes out.
      if (made % 20 === 0) await setImmediate()
      longestQueue = Math.max(
        longestQueue,
        sum(socket => socket.writableLength),
      )
    }
    return { sent: written() - before, longestQueue }
  },
})
