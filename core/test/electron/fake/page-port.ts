import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Packet } from './port-main.js'

/** A port as pages and preloads have it. Its other side is mostly in another process. */
export class PagePort extends EventTarget {
  /** Chromium has it since 122: by it a relay knows that it is told of the other side's end. */
  onclose = null
  #port: MessagePort | undefined
  #onmessage: ((event: Event) => void) | null = null

  constructor(port: MessagePort) {
    super()
    this.#port = port
  }

  get onmessage() {
    return this.#onmessage
  }

  set onmessage(listener) {
    if (this.#onmessage !== null) this.removeEventListener('message', this.#onmessage)
    this.#onmessage = listener
    if (listener === null) return
    this.addEventListener('message', listener)
    this.start()
  }

  start(): void {
    const port = this.#port
    if (port === undefined || port.listenerCount('message') > 0) return
    port.on('message', ({ data, ports = [] }: Packet) => {
      this.dispatchEvent(eventOf('message', { data, ports: ports.map(other => new PagePort(other)) }))
    })
    port.on('close', () => {
      this.#port = undefined
      this.dispatchEvent(new Event('close'))
    })
  }

  /** #34905: a message to main whose buffers are transferred, not copied, is lost. */
  postMessage(message: unknown, transfer: unknown[] = []): void {
    const ports = transfer.filter(isPagePort)
    const lost = ports.length < transfer.length
    if (lost) structuredClone(message, { transfer: transfer as ArrayBuffer[] })
    const below = ports.map(takePort)
    if (!lost) this.#port?.postMessage({ data: message, ports: below } satisfies Packet, below)
  }

  close(): void {
    this.#port?.close()
    this.#port = undefined
  }

  static take(port: PagePort): MessagePort | undefined {
    const below = port.#port
    port.#port = undefined
    below?.removeAllListeners()
    return below
  }
}

function isPagePort(value: unknown): value is PagePort {
  return value instanceof PagePort
}

/** The port below, which leaves its owner. */
export function takePort(port: unknown): MessagePort {
  const below = isPagePort(port) ? PagePort.take(port) : undefined
  if (below === undefined) throw new TypeError('Invalid value for transfer')
  return below
}

export function eventOf<Fields extends object>(type: string, fields: Fields): Event & Fields {
  return Object.assign(new Event(type), fields)
}

/** The class `MessageChannel` of one document, whose ports end with it. */
export function channelsOf(ports: Set<PagePort>) {
  return class {
    readonly port1: PagePort
    readonly port2: PagePort

    constructor() {
      const { port1, port2 } = new MessageChannel()
      this.port1 = new PagePort(port1)
      this.port2 = new PagePort(port2)
      ports.add(this.port1)
      ports.add(this.port2)
    }
  }
}
