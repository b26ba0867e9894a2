import { LockstepError } from '../errors/errors.js'
import type { Port } from './port.js'
import type { MessageEmitter, MessageTarget, PortLike, Socket } from './port-like.js'

/** What some of them have besides. */
interface Extras {
  start?(): void
  close?(): void
  ref?(): void
  unref?(): void
  terminate?: unknown
  onclose?: unknown
}

/** @throws LOCKSTEP_OPTIONS if it is nothing that frames can go through */
export function toPort(like: PortLike): Port {
  if (typeof like === 'object' && like !== null) {
    if ('listen' in like) return like
    if ('send' in like && 'readyState' in like) return fromSocket(like)
    if ('postMessage' in like && 'addEventListener' in like) return fromTarget(like)
    if ('postMessage' in like && 'on' in like) return fromEmitter(like)
  }
  throw new LockstepError(
    'LOCKSTEP_OPTIONS',
    "A relay needs a MessagePort, a worker, Electron's MessagePortMain or a WebSocket to speak through: pass one of them",
  )
}

function fromTarget(target: MessageTarget & Extras): Port {
  // A worker's channel is its program's too: what is no frame there is somebody else's message.
  const shared = target.start === undefined
  return {
    // Node's ports tell of the other side's end, and those of pages where they have `onclose`; workers never do.
    silent: !('onclose' in target || 'unref' in target) || 'terminate' in target || shared,
    send: frame => target.postMessage(frame),
    listen(onFrame, onEnd) {
      target.addEventListener('message', ({ data }: { data: unknown }) => {
        const frame = toBytes(data)
        if (frame !== undefined || !shared) onFrame(frame)
      })
      target.addEventListener('close', onEnd)
      target.start?.()
    },
    close: () => (shared ? undefined : target.close?.()),
    keepAlive: on => keepAlive(target, on),
  }
}

function fromEmitter(emitter: MessageEmitter & Extras): Port {
  const shared = emitter.start === undefined
  let open = true
  return {
    silent: false,
    send(frame) {
      if (!open) return
      try {
        emitter.postMessage(frame)
      } catch {
        // The frame that it led to is gone; `close` or `exit` follows.
      }
    },
    listen(onFrame, onEnd) {
      const end = () => {
        if (!open) return
        open = false
        onEnd()
      }
      emitter.on('message', (message: unknown) => {
        // Electron's emit an event, Node's workers the message itself.
        const frame = toBytes(message) ?? toBytes((message as { data?: unknown } | null)?.data)
        if (frame !== undefined || !shared) onFrame(frame)
      })
      emitter.on('close', end)
      emitter.on('exit', end)
      emitter.start?.()
    },
    close() {
      open = false
      if (!shared) emitter.close?.()
    },
    keepAlive: on => keepAlive(emitter, on),
  }
}

const OPEN = 1
const CLOSING = 2

function fromSocket(socket: Socket & Extras): Port {
  const waiting: Uint8Array[] = []
  let open = true
  socket.binaryType = socket.on ? 'nodebuffer' : 'arraybuffer'
  return {
    silent: false,
    send(frame) {
      if (!open) return
      if (socket.readyState === OPEN) socket.send(frame)
      else if (socket.readyState < OPEN) waiting.push(frame)
    },
    listen(onFrame, onEnd) {
      const end = () => {
        if (!open) return
        open = false
        onEnd()
      }
      socket.addEventListener('open', () => {
        for (const frame of waiting.splice(0)) socket.send(frame)
      })
      const receive = (data: unknown) => {
        if (open) onFrame(toBytes(data))
      }
      // `ws` copies each message and wraps it in an event for who listens as in a page, which costs more than a commit.
      if (socket.on)
        socket.on('message', (data: unknown, binary: boolean) => receive(binary ? data : undefined))
      else socket.addEventListener('message', ({ data }: { data: unknown }) => receive(data))
      socket.addEventListener('close', end)
      // `ws` throws what nobody listens for; `close` follows.
      socket.addEventListener('error', () => {})
      if (socket.readyState >= CLOSING) queueMicrotask(end)
    },
    close() {
      open = false
      socket.close()
    },
    // Nothing about it is common to sockets of pages, Node and ws.
    keepAlive() {},
  }
}

function keepAlive(port: Extras, on: boolean): void {
  if (on) port.ref?.()
  else port.unref?.()
}

/** Not by `instanceof` alone: it fails across realms. */
function toBytes(data: unknown): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]')
    return new Uint8Array(data as ArrayBuffer)
  return undefined
}
