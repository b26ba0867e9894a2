import { channelsOf, eventOf, PagePort, takePort } from './page-port.js'

/** One of the JavaScript worlds of a document: the page's own, or that of its preload. */
export interface World {
  /** What scripts of this world call `window`. Each world has its own, over the one window of the document. */
  window: object
  readonly listeners: Set<(event: Event) => void>
}

/** A document in a frame: what its worlds have in common. */
export class PageDocument {
  readonly #worlds: World[] = []
  readonly #ports = new Set<PagePort>()
  readonly origin: string
  #ended = false

  constructor(origin: string) {
    this.origin = origin
  }

  /** What scripts of a new world find in their global object; `window` is to be set to that. */
  addWorld(): { world: World; globals: Record<string, unknown> } {
    const world: World = { window: {}, listeners: new Set() }
    this.#worlds.push(world)
    const globals = {
      MessageChannel: channelsOf(this.#ports),
      postMessage: (message: unknown, target?: unknown, transfer: unknown[] = []) =>
        this.post(message, target, transfer),
      addEventListener(type: string, listener: (event: Event) => void) {
        if (type === 'message') world.listeners.add(listener)
      },
      removeEventListener(type: string, listener: (event: Event) => void) {
        if (type === 'message') world.listeners.delete(listener)
      },
      origin: this.origin,
    }
    return { world, globals }
  }

  /** A message to this window: from a world of its own, unless another window is the source. */
  post(message: unknown, target: unknown, transfer: unknown[], source?: object): void {
    if (this.#ended) return
    if (typeof target !== 'string') throw new TypeError('a message to a window needs a target origin')
    const below = transfer.map(takePort)
    const data = structuredClone(message)
    const ports = below.map(port => new PagePort(port))
    for (const port of ports) this.#ports.add(port)
    // A task of its own, in the order of posting.
    setImmediate(() => {
      if (this.#ended || (target !== '*' && target !== '/' && target !== this.origin)) return
      for (const world of this.#worlds) {
        const { origin } = this
        const event = eventOf('message', {
          data: structuredClone(data),
          ports,
          origin,
          source: source ?? world.window,
        })
        for (const listener of [...world.listeners]) listener(event)
      }
    })
  }

  end(): void {
    this.#ended = true
    for (const port of this.#ports) port.close()
    this.#ports.clear()
  }
}
