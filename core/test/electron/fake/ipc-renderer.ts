import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { PagePort, takePort } from './page-port.js'
import { clone } from './port-main.js'

/** What goes between a frame and main, over a port of Node's for each document. */
export interface IpcPacket {
  readonly channel: string
  readonly args: readonly unknown[]
  readonly ports: readonly MessagePort[]
}

/** `ipcRenderer`, of which preloads have one and pages none. */
export function createIpcRenderer(link: MessagePort) {
  const emitter = new EventEmitter()
  link.on('message', ({ channel, args, ports }: IpcPacket) => {
    emitter.emit(channel, { ports: ports.map(port => new PagePort(port)) }, ...args)
  })
  const transmit = (channel: string, args: unknown[], ports: MessagePort[]) =>
    link.postMessage({ channel, args: clone(args), ports } satisfies IpcPacket, ports)

  return Object.assign(emitter, {
    send: (channel: string, ...args: unknown[]) => transmit(channel, args, []),
    postMessage: (channel: string, message: unknown, transfer: readonly unknown[] = []) =>
      transmit(channel, [message], transfer.map(takePort)),
  })
}
