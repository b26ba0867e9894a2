/**
 * A fake of Electron's main process, which tests get as the module `electron`. Electron itself cannot be had everywhere
 * that tests run. It has what Lockstep uses, typed by Electron's own declarations, with every rule that is known to
 * hold there and to bite. Pages run in threads of their own, or are played by the test; utility processes are processes.
 */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type * as Electron from 'electron'
import { FrameNode, type WebFrameMain } from './frame.js'
import type { IpcPacket } from './ipc-renderer.js'
import { MessagePortMain } from './port-main.js'
import type { Content } from './renderer.js'
import { UtilityProcess } from './utility-process.js'

export { MessageChannelMain, MessagePortMain } from './port-main.js'

/** An event that whoever hears it can prevent. */
function preventable() {
  let defaultPrevented = false
  return {
    preventDefault() {
      defaultPrevented = true
    },
    get defaultPrevented() {
      return defaultPrevented
    },
  }
}

class App extends EventEmitter implements Pick<Electron.App, 'isPackaged' | 'quit'> {
  isPackaged = false

  /** Closes all windows, and quits if none of them stays open. */
  quit(): void {
    const event = preventable()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    const all = [...windows]
    for (const window of all) window.close()
    if (all.every(window => window.isDestroyed())) this.emit('quit')
  }
}

export const app = new App()
export const ipcMain = new EventEmitter() as EventEmitter & Pick<Electron.IpcMain, 'eventNames'>

/** Scripts of pages, by URL. A page that is not among them is played by the test. */
export const sites = new Map<string, string>()

/** Preloads of all windows, as by `session.registerPreloadScript`. */
export const registeredPreloads: string[] = []

type ContentsImplemented = 'id' | 'getType' | 'isDestroyed' | 'getURL' | 'reload' | 'forcefullyCrashRenderer'

export interface WebContentsOptions
  extends Pick<Electron.WebPreferences, 'preload' | 'contextIsolation' | 'nodeIntegrationInSubFrames'> {
  readonly type?: ReturnType<Electron.WebContents['getType']>
}

let lastContents = 0

export class WebContents extends EventEmitter implements Pick<Electron.WebContents, ContentsImplemented> {
  readonly id: number
  readonly node: FrameNode
  readonly #options: WebContentsOptions
  #destroyed = false

  constructor(options: WebContentsOptions) {
    super()
    lastContents += 1
    this.id = lastContents
    this.#options = options
    this.node = new FrameNode({
      received: (frame, _from, packet) => this.#received(frame, packet),
      contentOf: (url, node) => this.#contentOf(url, node),
    })
  }

  get mainFrame(): WebFrameMain {
    return this.node.main!
  }

  getType(): ReturnType<Electron.WebContents['getType']> {
    return this.#options.type ?? 'window'
  }

  getURL(): string {
    return this.node.main?.url ?? ''
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  async loadURL(url: string): Promise<void> {
    this.node.load(url)
    this.emit('did-navigate', {}, url)
  }

  reload(): void {
    void this.loadURL(this.getURL())
  }

  /** The process of the page dies; the window stays, and shows nothing. */
  forcefullyCrashRenderer(): void {
    this.node.end()
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  }

  /** What a page does with an `<iframe>`. */
  addFrame(url: string, parent = this.node): FrameNode {
    const host = {
      received: (frame: () => WebFrameMain | null, _from: WebFrameMain, packet: IpcPacket) =>
        this.#received(frame, packet),
      contentOf: (at: string, node: FrameNode) => this.#contentOf(at, node),
    }
    const node = new FrameNode(host, parent)
    node.load(url)
    return node
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.node.end()
    this.emit('destroyed')
  }

  #received(frame: () => WebFrameMain | null, { channel, args, ports }: IpcPacket): void {
    if (this.#destroyed) return
    const event = {
      sender: this,
      ports: ports.map(port => new MessagePortMain(port)),
      // Asked late, the frame may have gone on.
      get senderFrame() {
        return frame()
      },
    }
    ipcMain.emit(channel, event, ...args)
  }

  #contentOf(url: string, node: FrameNode): Content {
    const { preload, contextIsolation = true, nodeIntegrationInSubFrames = false } = this.#options
    const runs = node.parent === undefined || nodeIntegrationInSubFrames
    const files = [...registeredPreloads, ...(preload === undefined ? [] : [preload])]
    return {
      origin: new URL(url).protocol === 'file:' ? 'file://' : new URL(url).origin,
      preloads: runs ? files.map(file => readFileSync(file, 'utf8')) : [],
      contextIsolation,
      script: sites.get(url),
    }
  }
}

const windows = new Set<BrowserWindow>()

export class BrowserWindow extends EventEmitter {
  readonly #webContents: WebContents

  constructor({ webPreferences = {} }: { webPreferences?: WebContentsOptions } = {}) {
    super()
    this.#webContents = new WebContents(webPreferences)
    windows.add(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  get webContents(): WebContents {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed')
    return this.#webContents
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  isDestroyed(): boolean {
    return this.#webContents.isDestroyed()
  }

  /** As a user does: whoever listens can prevent it. */
  close(): void {
    const event = preventable()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (!windows.delete(this)) return
    this.#webContents.destroy()
    this.emit('closed')
  }
}

export const utilityProcess = {
  fork: (...args: ConstructorParameters<typeof UtilityProcess>) => new UtilityProcess(...args),
}
