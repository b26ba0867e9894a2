import { encodeClientFrame } from './encode-client-frame.js'
import type { Port } from './port.js'

/** How often a client says that it is there, over ports that do not tell when it is not. Milliseconds. */
const PING_EVERY = 10_000
/** After so long without a word the other side counts as gone. A page in the background is woken once a minute. */
const SILENT_AFTER = 150_000

/** Finds out that the other side of a silent port is gone. Over other ports it does nothing at all. */
export interface SilenceWatch {
  /** Something has arrived. */
  heard(): void
  stop(): void
}

const NO_WATCH: SilenceWatch = { heard() {}, stop() {} }

/** @param pings whether this side asks; the other one answers */
export function watchSilence(port: Port, pings: boolean, onSilent: () => void): SilenceWatch {
  if (!port.silent) return NO_WATCH
  let last = performance.now()
  const timer = setInterval(() => {
    if (performance.now() - last > SILENT_AFTER) onSilent()
    else if (pings) port.send(encodeClientFrame({ type: 'ping' }))
  }, PING_EVERY)
  ;(timer as { unref?(): void }).unref?.()
  return {
    heard() {
      last = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}
