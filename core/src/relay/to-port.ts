import { LockstepError } from '../errors/errors.js'
import { soon } from '../replica/soon.js'
import type { Port } from './port.js'
import type { MessageEmitter, PortLike, Socket } from './port-like.js'
import { type Extras, fromTarget, keepAlive, toBytes } from './target-port.js'

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
        socket.on('message', (data: unknown, binary?: boolean) =>
          receive(binary === false ? undefined : data),
        )
      else socket.addEventListener('message', ({ data }: { data: unknown }) => receive(data))
      socket.addEventListener('close', end)
      // `ws` throws what nobody listens for; `close` follows.
      socket.addEventListener('error', () => {})
      if (socket.readyState >= CLOSING) soon(end)
    },
    close() {
      open = false
      socket.close()
    },
    // Nothing about it is common to sockets of pages, Node and ws.
    keepAlive() {},
  }
}
