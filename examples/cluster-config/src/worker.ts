// One worker: the service, and the admin page for whoever's connection it was given. It has the store mapped like every
// other; it asks nobody anything.
import cluster from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createStore } from '@lockstep/core'
import { serveWebSockets } from '@lockstep/core/relay/websocket'
import { enrol } from './actions.js'
import { servedFile } from './admin/files.js'
import { adminPolicy } from './admin/policy.js'
import type { Options } from './options.js'
import { createService } from './service.js'
import { clusterConfig } from './store.js'

export async function runWorker({ port, host }: Options): Promise<void> {
  const { pid } = process
  const store = createStore({ ...clusterConfig, title: 'worker' })
  store.onClose(({ error }) => {
    if (error !== undefined) fail(error.message)
  })
  enrol(store, pid)
  const answer = createService(store, String(pid))

  const server = createServer((request, response) => {
    if (ending) response.setHeader('connection', 'close')
    const { url = '/' } = request
    if (!URL.canParse(url, 'http://here')) return response.writeHead(400).end()
    const parsed = new URL(url, 'http://here')
    if (!servedFile(request, parsed.pathname, response)) answer(request, parsed, response)
  })
  const { token } = store.getState()
  const pages = await serveWebSockets(store, { server, path: '/admin/live', token, policy: adminPolicy })

  let ending = false
  async function end(): Promise<void> {
    if (ending) return
    ending = true
    // The primary gives its connections to others from now on, those too that are on their way here.
    cluster.worker!.disconnect()
    await once(cluster.worker!, 'disconnect')
    // What this one has is answered first. Pages connect again by themselves, to another worker.
    server.close(() => {
      store.close()
      process.exit(0)
    })
    await pages.close()
  }
  process.on('SIGTERM', end)
  // Ctrl-C reaches everybody in the terminal; the primary says when it is time.
  process.on('SIGINT', () => {})

  server.on('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'somebody else listens there' : error.message
    fail(`Cannot listen on ${host}:${port}: ${why}. PORT=… chooses another port.`)
  })
  server.listen(port, host)
}

function fail(text: string): never {
  console.error(text)
  process.exit(1)
}
