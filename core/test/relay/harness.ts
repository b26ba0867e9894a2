import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import { connectStore, type PortLike, type ServeOptions, type Store, serveStore } from '../../src/relay.js'
import { createReplica } from '../../src/replica/replica.js'
import { createHandle } from '../../src/store/handle.js'
import { type Board, emptyBoard } from '../conformance/world.js'
import { anotherPeer } from '../support/stores.js'

/** A definition nobody else has. */
export const uniqueBoard = () => ({ name: `relay.${randomUUID()}`, initialState: emptyBoard })

/** Two ends of a channel. */
export type Pair = () => [served: PortLike, client: PortLike]

export function messagePorts(): [MessagePort, MessagePort] {
  const { port1, port2 } = new MessageChannel()
  return [port1, port2]
}

/** As Electron's main has them: emitters whose messages come as events, and only after `start`. */
export function mainPorts(): [PortLike, PortLike] {
  const [port1, port2] = messagePorts()
  return [asEmitter(port1), port2]
}

function asEmitter(port: MessagePort) {
  const emitter = new EventEmitter()
  return Object.assign(emitter, {
    postMessage: (message: unknown) => port.postMessage(message),
    start() {
      port.on('message', data => emitter.emit('message', { data, ports: [] }))
      port.on('close', () => emitter.emit('close'))
    },
    close: () => port.close(),
  })
}

/** Connects a client to `store`, which the test closes when it ends. */
export async function client(
  store: Store<Board>,
  policy: ServeOptions<Board> = {},
  title = '',
  pair: Pair = messagePorts,
): Promise<Store<Board>> {
  const [served, own] = pair()
  serveStore(store, served, policy)
  const connected = await connectStore({ name: store.name, initialState: emptyBoard, title }, own)
  onTestFinished(() => connected.close())
  return connected
}

/** The same mapped store, opened by another peer: as if it were another process. */
export function anotherStore(definition: ReturnType<typeof uniqueBoard>): Store<Board> {
  const { name } = definition
  const replica = createReplica<Board>(anotherPeer(definition), { name, readonly: false, checks: true })
  onTestFinished(() => replica.close())
  return createHandle(replica, {
    name,
    schemaVersion: 1,
    inFile: false,
    initialState: undefined,
    left: replica.close,
  })
}
