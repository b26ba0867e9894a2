/**
 * For preloads, sandboxed ones too: passes the ports of the window's page on to main. In a sandbox a preload is a script
 * with a `require` of a few names, so this is built as one CommonJS file that requires `electron` and nothing else.
 */
import { ipcRenderer } from 'electron'
import { CONNECT_CHANNEL, type ConnectRequest, type PreloadAnswer } from './electron/messages.js'

/** What a preload has of the page: the document's window, in a world of its own. */
interface PreloadWindow {
  postMessage(message: unknown, targetOrigin: string): void
  addEventListener(type: 'message', listener: (event: PageMessage) => void): void
}

interface PageMessage {
  readonly source: unknown
  readonly data: { readonly lockstep?: unknown; readonly store?: unknown; readonly client?: unknown } | null
  readonly ports: readonly object[]
}

const page = globalThis as unknown as PreloadWindow
const STARTED = Symbol.for('lockstep.electron.preload.1')

function start(): void {
  // Not for secrecy: main has to tell a frame's next document from the one before.
  const document = `${Date.now().toString(36)}.${Math.random().toString(36).slice(2)}`
  const answer: PreloadAnswer = { lockstep: 'preload' }
  page.addEventListener('message', ({ source, data, ports }) => {
    // Other frames, and whoever opened this window, can post messages here too.
    if (source !== page || typeof data !== 'object' || data === null) return
    if (data.lockstep === 'preload?') page.postMessage(answer, '*')
    if (data.lockstep !== 'connect' || ports.length !== 1) return
    const { store, client } = data
    const request: ConnectRequest = { store: String(store), client: String(client), document }
    ipcRenderer.postMessage(CONNECT_CHANNEL, request, ports as never)
  })
  // For a page whose question came before this file did.
  page.postMessage(answer, '*')
}

// A window can get it twice: by `webPreferences.preload` and by `registerPreloadScript`.
if (!(STARTED in globalThis)) {
  Object.defineProperty(globalThis, STARTED, { value: true })
  start()
}
