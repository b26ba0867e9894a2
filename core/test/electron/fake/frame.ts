import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type * as Electron from 'electron'
import type { IpcPacket } from './ipc-renderer.js'
import { clone, taken } from './port-main.js'
import { type Content, type ShownPage, show } from './renderer.js'
import { type RendererThread, showInThread } from './renderer-thread.js'

let lastId = 0
const nextId = () => {
  lastId += 1
  return lastId
}

type Implemented =
  | 'url'
  | 'origin'
  | 'parent'
  | 'top'
  | 'detached'
  | 'frameTreeNodeId'
  | 'processId'
  | 'routingId'
  | 'isDestroyed'
  | 'send'
  | 'postMessage'

/** One document in a frame, as main sees it. Once another one is there, whatever it is asked throws. */
export class WebFrameMain extends EventEmitter implements Pick<Electron.WebFrameMain, Implemented> {
  readonly #node: FrameNode
  readonly #url: string
  readonly processId = nextId()
  readonly routingId = nextId()
  readonly frameTreeNodeId: number
  #link: MessagePort | undefined

  constructor(node: FrameNode, url: string, link: MessagePort) {
    super()
    this.#node = node
    this.#url = url
    this.#link = link
    this.frameTreeNodeId = node.id
  }

  get url(): string {
    this.#assertThere()
    return this.#url
  }

  get origin(): string {
    this.#assertThere()
    return originOf(this.#url)
  }

  get parent(): Electron.WebFrameMain | null {
    this.#assertThere()
    return asElectrons(this.#node.parent?.main)
  }

  get top(): Electron.WebFrameMain | null {
    let node = this.#node
    while (node.parent !== undefined) node = node.parent
    return asElectrons(node.main)
  }

  get detached(): boolean {
    return this.#link === undefined
  }

  isDestroyed(): boolean {
    return this.#link === undefined
  }

  send(channel: string, ...args: unknown[]): void {
    this.#transmit(channel, args, [])
  }

  postMessage(channel: string, message: unknown, transfer: unknown[] = []): void {
    this.#transmit(channel, [message], transfer)
  }

  #transmit(channel: string, args: unknown[], transfer: unknown[]): void {
    this.#assertThere()
    const ports = transfer.map((port, index) => taken(port, `Port at index ${index} is not a valid port`))
    this.#link!.postMessage({ channel, args: clone(args), ports } satisfies IpcPacket, ports)
  }

  #assertThere(): void {
    if (this.#link !== undefined) return
    throw new Error('Render frame was disposed before WebFrameMain could be accessed')
  }

  /** Its document is gone. */
  static destroy(frame: WebFrameMain): void {
    frame.#link?.close()
    frame.#link = undefined
  }
}

/** It has what this fake implements of it. */
function asElectrons(frame: WebFrameMain | undefined): Electron.WebFrameMain | null {
  return (frame as Electron.WebFrameMain | undefined) ?? null
}

function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  if (protocol === 'file:') return 'file://'
  return protocol === 'data:' || protocol === 'about:' ? 'null' : `${protocol}//${host}`
}

/** What a frame tells its window. */
export interface FrameHost {
  received(frame: () => WebFrameMain | null, from: WebFrameMain, packet: IpcPacket): void
  contentOf(url: string, node: FrameNode): Content
}

/** A place for documents, one after another. */
export class FrameNode {
  readonly id = nextId()
  readonly parent: FrameNode | undefined
  readonly children: FrameNode[] = []
  main: WebFrameMain | undefined
  /** The page that is shown, where it runs in this thread. */
  shown: ShownPage | undefined
  thread: RendererThread | undefined
  readonly #host: FrameHost

  constructor(host: FrameHost, parent?: FrameNode) {
    this.#host = host
    this.parent = parent
    parent?.children.push(this)
  }

  /** Ends the document that is here, and shows another one. */
  load(url: string): void {
    this.end()
    const { port1: link, port2: far } = new MessageChannel()
    const frame = new WebFrameMain(this, url, link)
    this.main = frame
    link.on('message', (packet: IpcPacket) => {
      this.#host.received(() => (frame.isDestroyed() ? null : frame), frame, packet)
    })
    link.unref()
    const content = this.#host.contentOf(url, this)
    if (content.script === undefined) this.shown = show(content, far)
    else this.thread = showInThread(content, far)
  }

  /** The document goes, and with it its process, ports and child frames. */
  end(): void {
    for (const child of this.children.splice(0)) child.end()
    this.shown?.document.end()
    this.thread?.end()
    if (this.main !== undefined) WebFrameMain.destroy(this.main)
    this.shown = undefined
    this.thread = undefined
    this.main = undefined
  }
}
