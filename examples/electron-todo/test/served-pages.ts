// The built pages, with their built preload, in Chromium: what Electron's main process does for them is done by this one,
// over a WebSocket for each port.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RelayPolicy, serveStore } from '@lockstep/core/relay'
import type { Browser } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { TodoStore } from '../src/actions.js'
import type { WindowName } from '../src/desktop.js'
import { POLICY, pageFile } from '../src/main/page-files.js'
import { pagePolicy } from '../src/policy.js'
import { type TodoState, todos } from '../src/store.js'
import { dist } from './todo-file.js'
import { type View, viewOf } from './views.js'

export interface ServedPages {
  /** Opens a page in a window of its own. */
  open(name: WindowName, options?: { dark?: boolean }): Promise<View>
  /** The pages' connections, in the order in which they came. */
  readonly sockets: readonly WebSocket[]
  /** Errors of the pages, and what their content security policy has kept from them. */
  readonly complaints: readonly string[]
}

/** Runs where a preload does, before the page, and gives the preload what it needs of Electron. */
const PRELOAD = `(() => {
  const ipcRenderer = {
    send() {},
    postMessage(channel, message, [port]) {
      const socket = new WebSocket('ws://' + location.host)
      socket.binaryType = 'arraybuffer'
      socket.onopen = () => {
        port.postMessage({ lockstep: 'serving' })
        port.onmessage = ({ data }) => socket.send(data)
      }
      socket.onmessage = ({ data }) => port.postMessage(new Uint8Array(data))
      socket.onclose = () => port.close()
    },
  }
  const contextBridge = { exposeInMainWorld: (key, value) => { window[key] = value } }
  document.addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.violatedDirective))
  const module = { exports: {} };
  (function (require, module, exports) {
    ${readFileSync(new URL('preload.cjs', dist), 'utf8')}
  })(() => ({ ipcRenderer, contextBridge }), module, module.exports)
})()`

export async function servePages(
  store: TodoStore,
  browser: Browser,
  policy: RelayPolicy<TodoState> = pagePolicy,
): Promise<ServedPages> {
  const server = createServer(async ({ url = '/' }, response) => {
    // As in the app, but for the one thing that is different here.
    const allowed = { ...POLICY, 'connect-src': "'self'" }
    const { status, headers, body } = await pageFile(new URL('page/', dist), url, allowed)
    response.writeHead(status, headers).end(body)
  })
  const sockets: WebSocket[] = []
  const relay = new WebSocketServer({ server })
  relay.on('connection', socket => {
    sockets.push(socket)
    serveStore(store, socket, { ...policy, name: todos.name! })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const complaints: string[] = []
  onTestFinished(async () => {
    for (const socket of sockets) socket.terminate()
    relay.close()
    server.close()
    server.closeAllConnections()
  })

  return {
    sockets,
    complaints,
    async open(name, { dark = false } = {}) {
      const viewport = name === 'list' ? { width: 720, height: 820 } : { width: 340, height: 520 }
      const context = await browser.newContext({ viewport, colorScheme: dark ? 'dark' : 'light' })
      onTestFinished(() => context.close())
      const page = await context.newPage()
      page.on('pageerror', error => complaints.push(error.message))
      page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
      await page.addInitScript({ content: PRELOAD })
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}.html`)
      const view = viewOf(page)
      await view.status('saved')
      return view
    },
  }
}
