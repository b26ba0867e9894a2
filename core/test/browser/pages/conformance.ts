// Runs the suite of what every store does inside a page, over the kind of port that the address names.
import { connectStore as connectToMain } from '@lockstep/core/electron/renderer'
import { connectStore } from '@lockstep/core/relay'
import { type StoreWorld, storeConformance } from '../../conformance/stores.js'
import { type Board, emptyBoard } from '../../conformance/world.js'
import { asked, serve } from './serve.js'
import { names, run } from './suite/vitest.js'

/** What the test serves over a WebSocket. */
interface Served {
  readonly name: string
  readonly url: string
  readonly token: string
}

declare global {
  function serveBoard(): Promise<Served>
  function endBoard(name: string): Promise<void>
}

const worlds: Record<string, () => StoreWorld | Promise<StoreWorld>> = {
  /** The first store speaks over the worker's own channel, the others over ports of their own. */
  worker() {
    const worker = new Worker('/memory-worker.js', { type: 'module' })
    let opened = 0
    return {
      open(title = '') {
        const definition = { name: 'board', initialState: emptyBoard, title }
        opened += 1
        if (opened === 1) return connectStore<Board>(definition, worker)
        const { port1, port2 } = new MessageChannel()
        worker.postMessage(port2, [port2])
        return connectStore<Board>(definition, port1)
      },
      close: () => worker.terminate(),
    }
  },

  async websocket() {
    const { name, url, token } = await serveBoard()
    return {
      open: (title = '') =>
        connectStore<Board>({ name, initialState: emptyBoard, title }, () => new WebSocket(url), { token }),
      close: () => endBoard(name),
    }
  },

  /** As the page of a window: it knows nothing but the name. */
  async electron() {
    const { name } = await serveBoard()
    return {
      open: (title = '') => connectToMain<Board>({ name, initialState: emptyBoard, title }),
      close: () => endBoard(name),
    }
  },
}

const kind = asked('kind')
storeConformance(kind, worlds[kind]!)
serve({ run: (name: string) => run(names().find(known => known.endsWith(` > ${name}`))!) })
