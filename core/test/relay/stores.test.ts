import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { encodeState } from '../../src/commit/codec.js'
import { createStore } from '../../src/index.js'
import { createMemoryHub } from '../../src/log/memory-hub.js'
import { attachMemoryLog } from '../../src/log/memory-log.js'
import { connectStore, createMemoryStore, type Store, serveStore } from '../../src/relay.js'
import { serveWebSockets } from '../../src/relay-websocket.js'
import { createReplica } from '../../src/replica/replica.js'
import { createHandle } from '../../src/store/handle.js'
import { storeConformance } from '../conformance/stores.js'
import { type Board, emptyBoard } from '../conformance/world.js'
import { mainPorts, messagePorts, type Pair, uniqueBoard } from './harness.js'

storeConformance('in memory', () => {
  const hub = createMemoryHub({ initial: encodeState(emptyBoard) })
  const options = { name: 'memory', schemaVersion: 1, inFile: false, initialState: undefined }
  return {
    async open(title = '') {
      const replica = createReplica<Board>(attachMemoryLog(hub, title), {
        name: 'memory',
        readonly: false,
        checks: true,
      })
      return createHandle(replica, { ...options, left: replica.close })
    },
    close() {},
  }
})

function served(store: Store<Board>, pair: Pair) {
  return {
    open(title = '') {
      const [there, here] = pair()
      serveStore(store, there)
      return connectStore({ name: store.name, initialState: emptyBoard, title }, here)
    },
    close: () => store.close(),
  }
}

storeConformance('behind message ports, of a memory store', () =>
  served(createMemoryStore(uniqueBoard()), messagePorts),
)
storeConformance('behind message ports, of a mapped store', () =>
  served(createStore(uniqueBoard()), messagePorts),
)
storeConformance("behind Electron's kind of port", () => served(createStore(uniqueBoard()), mainPorts))

storeConformance('behind WebSockets', async () => {
  const store = createStore(uniqueBoard())
  const token = randomUUID()
  const service = await serveWebSockets(store, { token })
  return {
    open: (title = '') =>
      connectStore({ name: store.name, initialState: emptyBoard, title }, () => new WebSocket(service.url), {
        token,
      }),
    async close() {
      await service.close()
      store.close()
    },
  }
})
