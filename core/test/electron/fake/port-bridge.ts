import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Packet } from './port-main.js'

/** The channel between a process and its child, at either side. */
interface ProcessChannel {
  readonly connected: boolean
  send?(message: unknown, sent: (error: Error | null) => void): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
}

type Wire =
  | { readonly to: 'process'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly to: 'port'; readonly port: number; readonly data: unknown }
  | { readonly to: 'end'; readonly port: number }

/**
 * Ports of Node's go to no other process, and Electron's do: here each message of such a port goes through the channel
 * of the two processes, where it is cloned as between all processes.
 */
export function bridgePorts(
  channel: ProcessChannel,
  onMessage: (data: unknown, ports: MessagePort[]) => void,
) {
  const open = new Map<number, MessagePort>()
  let last = 0
  const send = (message: Wire) => {
    // One that has just ended is still connected: its end is told in another way.
    if (channel.connected) channel.send?.(message, () => {})
  }

  function carry(id: number, port: MessagePort): void {
    open.set(id, port)
    port.on('message', ({ data }: Packet) => send({ to: 'port', port: id, data }))
    port.on('close', () => {
      if (open.delete(id)) send({ to: 'end', port: id })
    })
    // Whoever has the other end decides whether that keeps the process alive.
    port.unref()
  }

  function arrive(id: number): MessagePort {
    const { port1, port2 } = new MessageChannel()
    carry(id, port1)
    return port2
  }

  channel.on('message', message => {
    const wire = message as Wire
    if (wire.to === 'process') onMessage(wire.data, wire.ports.map(arrive))
    else if (wire.to === 'port') open.get(wire.port)?.postMessage({ data: wire.data } satisfies Packet)
    else end(wire.port)
  })

  function end(id: number): void {
    const port = open.get(id)
    open.delete(id)
    port?.close()
  }

  return {
    send(data: unknown, ports: readonly MessagePort[]) {
      const ids = ports.map(port => {
        last += 1
        carry(last, port)
        return last
      })
      if (channel.connected) send({ to: 'process', data, ports: ids })
      else for (const id of ids) end(id)
    },
    /** The other process is gone. */
    end() {
      for (const id of [...open.keys()]) end(id)
    },
  }
}
