/// <reference lib="dom" />
import { connectStore } from '@lockstep/core/relay'
import { TOKEN } from '../wire.mjs'

/** @param {string} path */
export function socketTo(path) {
  const socket = new WebSocket(`ws://${location.host}${path}`)
  socket.binaryType = 'arraybuffer'
  return socket
}

/** @param {string} path */
export async function openSocketTo(path) {
  const socket = socketTo(path)
  await new Promise(resolve => socket.addEventListener('open', resolve))
  return socket
}

/**
 * @param {string} path
 * @param {(socket: WebSocket) => void} [watch] is given each socket that it connects through
 */
export function storeAt(path, watch) {
  /** @type {import('@lockstep/core/relay').StoreDefinition<any>} */
  const definition = { name: path.slice(1), initialState: {} }
  const connect = () => {
    const socket = socketTo(path)
    watch?.(socket)
    return socket
  }
  return connectStore(definition, connect, { token: TOKEN })
}

/** Microseconds of the page's clock. */
export const stopwatch = () => performance.now() * 1000
