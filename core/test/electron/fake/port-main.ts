import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type * as Electron from 'electron'

/** What structured clone takes within a process, and no process takes from another. */
function assertCrossesProcesses(value: unknown, seen = new Set<object>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  if (value instanceof SharedArrayBuffer) throw new Error('An object could not be cloned.')
  seen.add(value)
  if (ArrayBuffer.isView(value)) assertCrossesProcesses(value.buffer, seen)
  else for (const item of Object.values(value)) assertCrossesProcesses(item, seen)
}

/** @throws as Electron does, for what cannot be cloned */
export function clone<Value>(value: Value): Value {
  assertCrossesProcesses(value)
  try {
    return structuredClone(value)
  } catch {
    throw new Error('An object could not be cloned.')
  }
}

/** Electron's port in main and utility processes, over a port of Node's. */
export class MessagePortMain
  extends EventEmitter
  implements Pick<Electron.MessagePortMain, 'close' | 'postMessage' | 'start'>
{
  #port: MessagePort | undefined

  constructor(port: MessagePort) {
    super()
    this.#port = port
  }

  /** Neither messages nor the other side's end are heard before. */
  start(): void {
    const port = this.#port
    if (port === undefined || port.listenerCount('message') > 0) return
    port.on('message', ({ data, ports }: Packet) => {
      this.emit('message', { data, ports: (ports ?? []).map(other => new MessagePortMain(other)) })
    })
    port.on('close', () => {
      this.#port = undefined
      this.emit('close')
    })
  }

  /** #42373: what cannot be cloned throws, and closes the port. */
  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port, index) => taken(port, `Port at index ${index} is not a valid port`))
    if (this.#port === undefined) return
    try {
      assertCrossesProcesses(message)
      this.#port.postMessage({ data: message, ports } satisfies Packet, ports)
    } catch {
      this.close()
      throw new Error('An object could not be cloned.')
    }
  }

  close(): void {
    this.#port?.close()
    this.#port = undefined
  }

  /** The port below, which leaves this one for another process. */
  static take(port: MessagePortMain): MessagePort | undefined {
    const below = port.#port
    port.#port = undefined
    below?.removeAllListeners()
    return below
  }
}

/** @throws for anything but a port that is still there: nothing else can be transferred */
export function taken(port: unknown, otherwise: string): MessagePort {
  const below = port instanceof MessagePortMain ? MessagePortMain.take(port) : undefined
  if (below === undefined) throw new TypeError(otherwise)
  return below
}

/** What goes over the ports of Node's: both ends of a channel wrap and unwrap it. */
export interface Packet {
  readonly data: unknown
  readonly ports?: readonly MessagePort[]
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MessagePortMain(port1)
    this.port2 = new MessagePortMain(port2)
  }
}
