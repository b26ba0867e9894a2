import { Packr } from 'msgpackr'
import { WebSocketServer } from 'ws'
import { now } from '../../harness/clock.mjs'
import { CLOCK, FORWARD } from '../wire.mjs'

const packr = new Packr({ useRecords: false })

/** The same kind of socket, with nothing on it. @param {(socket: import('ws').WebSocket, all: Set<import('ws').WebSocket>) => void} accept */
export function bareSockets(accept) {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  sockets.on('connection', socket => accept(socket, sockets.clients))
  return sockets
}

/** Sends messages back, or to everybody else. */
export const echoing = () =>
  bareSockets((socket, all) => {
    socket.on('message', (/** @type {Buffer} */ data) => {
      if (data[0] === CLOCK) {
        const time = new DataView(new ArrayBuffer(8))
        time.setFloat64(0, now())
        socket.send(time)
      } else if (data[0] !== FORWARD) socket.send(data)
      else for (const other of all) if (other !== socket) other.send(data)
    })
  })

/** Sends a state to everybody who comes: packed before, or anew for each. @param {object} state @param {boolean} fresh */
export function sendingState(state, fresh) {
  const packed = packr.pack(state)
  return bareSockets(socket => socket.send(fresh ? packr.pack(state) : packed))
}

/** Takes everybody who comes, and says nothing. */
export const listening = () => bareSockets(() => {})

/** To everybody at once: so many bytes that begin with the time. @param {import('ws').WebSocketServer} sockets @param {number} bytes */
export function broadcast({ clients }, bytes) {
  const message = Buffer.alloc(bytes)
  message.writeDoubleBE(now())
  for (const socket of clients) socket.send(message)
}
