// Serves the page and the store on 127.0.0.1. PORT chooses the port; without it, the one that the last web process had
// (pages that are open find it again), else any free one.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveWebSockets } from '@lockstep/core/relay/websocket'
import { publishWeb } from './actions.js'
import { onEnd, openMonitor } from './program.js'
import { webAddress } from './select.js'
import { serveFile } from './web/files.js'
import { pagePolicy } from './web/policy.js'

const store = openMonitor('web')
const former = store.getState().web
const key = former?.key ?? randomUUID()
const server = createServer(serveFile)
const pages = await serveWebSockets(store, { server, path: '/live', token: key, policy: pagePolicy })

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
  const { port } = server.address() as AddressInfo
  publishWeb(store, port, key)
  console.log(`${webAddress({ port, key })} is served by process ${process.pid}. Ctrl-C ends.`)
})

const { PORT } = process.env
listen(PORT === undefined ? [former?.port ?? 0, 0] : [Number(PORT)])
onEnd(async () => {
  await pages.close()
  store.close()
})
