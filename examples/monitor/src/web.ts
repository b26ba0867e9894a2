// Serves the page on 127.0.0.1 and streams the store's commits to it. PORT chooses the port; without it, the one that
// the last web process had (pages that are open find it again), else any free one.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { acknowledgeAlert, publishWeb, setThreshold } from './actions.js'
import { onEnd, openMonitor } from './program.js'
import { webAddress } from './select.js'
import { createFeed } from './web/feed.js'
import { serveFile } from './web/files.js'
import { mayConnect } from './web/guard.js'
import { readCommand } from './web/wire.js'

const store = openMonitor('web')
const former = store.getState().web
const door = { port: 0, key: former?.key ?? randomBytes(9).toString('base64url') }

const feed = createFeed(store)
const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 })
const server = createServer((request, response) => serveFile(request, response, door))

server.on('upgrade', (request, connection, head) => {
  if (!mayConnect(request, door)) return connection.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
  sockets.handleUpgrade(request, connection, head, socket => {
    feed.attach(socket)
    socket.on('message', data => obey(socket, data))
  })
})

function obey(socket: WebSocket, data: RawData): void {
  const command = readCommand(data.toString())
  if (command === undefined) socket.close(1008, 'not a command')
  else if (command.type === 'acknowledge') acknowledgeAlert(store, command.id)
  else setThreshold(store, command.metric, command.value)
}

/** Tries the ports in turn; the last one's failure is final. */
function listen([port = 0, ...others]: number[]): void {
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && others.length > 0) return listen(others)
    console.error(`Cannot serve the page on 127.0.0.1:${port}: ${error.message}`)
    process.exit(1)
  })
  server.listen(port, '127.0.0.1')
}

server.on('listening', () => {
  door.port = (server.address() as AddressInfo).port
  publishWeb(store, door.port, door.key)
  console.log(`${webAddress(door)} is served by process ${process.pid}. Ctrl-C ends.`)
})

const { PORT } = process.env
listen(PORT === undefined ? [former?.port ?? 0, 0] : [Number(PORT)])
onEnd(() => {
  for (const socket of sockets.clients) socket.terminate()
  store.close()
})
