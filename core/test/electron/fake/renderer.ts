import { createRequire } from 'node:module'
import { createContext, runInContext } from 'node:vm'
import type { MessagePort } from 'node:worker_threads'
import { bridged } from './context-bridge.js'
import { PageDocument } from './document.js'
import { createIpcRenderer } from './ipc-renderer.js'

const SANDBOXED = ['electron', 'events', 'timers', 'url']
const nodeRequire = createRequire(import.meta.url)

/** What main tells a renderer to show in a frame. */
export interface Content {
  readonly origin: string
  /** The code of the preload scripts, in the order in which they run. */
  readonly preloads: readonly string[]
  readonly contextIsolation: boolean
  /** The page's own code; `undefined` if the test itself plays the page, with the window that it gets. */
  readonly script: string | undefined
}

/** What a page's script finds as `test`: how the test talks to it, which no page of Electron has. */
export interface TestGlobal {
  on(name: string, handler: (...args: never[]) => unknown): void
}

export interface ShownPage {
  readonly document: PageDocument
  /** The page's window, where the test plays the page. */
  readonly window: object
  readonly handlers: ReadonlyMap<string, (...args: never[]) => unknown>
}

/** Shows a document: its preloads run first, in a world of their own, then its script. */
export function show(content: Content, link: MessagePort): ShownPage {
  const document = new PageDocument(content.origin)
  const ipcRenderer = createIpcRenderer(link)
  const handlers = new Map<string, (...args: never[]) => unknown>()
  const test: TestGlobal = { on: (name, handler) => void handlers.set(name, handler) }
  const main = document.addWorld()
  const page = content.script === undefined ? here(main) : inContext(main, { ...pageGlobals(), test })
  const isolated = content.contextIsolation ? inContext(document.addWorld(), preloadGlobals()) : page
  const contextBridge = {
    exposeInMainWorld: (key: string, value: unknown) =>
      void Object.defineProperty(main.world.window, key, { value: bridged(value) }),
  }
  const electron = { ipcRenderer, contextBridge }

  /** In a sandbox there is no other one. */
  function restrictedRequire(name: string): unknown {
    if (!SANDBOXED.includes(name)) throw new Error(`module not found: ${name}`)
    return name === 'electron' ? electron : nodeRequire(name)
  }

  for (const preload of content.preloads) {
    const module = { exports: {} }
    const run = isolated.run(`(function (require, module, exports) {${preload}\n})`) as (
      ...args: unknown[]
    ) => void
    run(restrictedRequire, module, module.exports)
  }
  if (content.script !== undefined) page.run(content.script)
  return { document, window: main.world.window, handlers }
}

interface Place {
  run(code: string): unknown
}

type NewWorld = ReturnType<PageDocument['addWorld']>

function inContext({ world, globals }: NewWorld, more: Record<string, unknown>): Place {
  const context = createContext({ ...more, ...globals })
  const window = runInContext('globalThis', context) as Record<string, unknown>
  window['window'] = window
  window['self'] = window
  world.window = window
  return { run: code => runInContext(code, context) }
}

function here({ world, globals }: NewWorld): Place {
  world.window = globals
  return {
    run() {
      throw new Error('a preload without a world of its own needs a page with a script')
    },
  }
}

/** What both kinds of world have that is no part of JavaScript. A page has no Node, and neither has a sandboxed preload. */
function preloadGlobals(): Record<string, unknown> {
  const { console, setTimeout, clearTimeout, URL } = globalThis
  return { console, setTimeout, clearTimeout, URL }
}

function pageGlobals(): Record<string, unknown> {
  const { crypto, performance, queueMicrotask, TextDecoder, TextEncoder } = globalThis
  const { AbortController, setInterval, clearInterval, structuredClone } = globalThis
  return {
    ...preloadGlobals(),
    ...{ crypto, performance, queueMicrotask, TextDecoder, TextEncoder },
    ...{ AbortController, setInterval, clearInterval, structuredClone },
  }
}
