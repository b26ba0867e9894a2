import type { Port } from './port.js'
import type { MessageTarget } from './port-like.js'

/** What some of them have besides. */
export interface Extras {
  start?(): void
  close?(): void
  ref?(): void
  unref?(): void
  terminate?: unknown
  onclose?: unknown
}

/** Of pages, and Node's `MessagePort`, which has both ways. */
export function fromTarget(target: MessageTarget & Extras): Port {
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

export function keepAlive(port: Extras, on: boolean): void {
  if (on) port.ref?.()
  else port.unref?.()
}

/** Not by `instanceof` alone: it fails across realms. */
export function toBytes(data: unknown): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]')
    return new Uint8Array(data as ArrayBuffer)
  return undefined
}
