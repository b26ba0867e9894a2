import { startWriting, writeByte, written } from '../commit/output.js'
import { KIND } from './frame-kinds.js'

/** Frames up to this size are built in one buffer that stays. */
const KEEP_BYTES = 64 * 1024

let buffer = new Uint8Array(4096)
let large = false

/** @param bytes how many it takes, if they are many: then it is built in one piece, because its copies take milliseconds */
export function beginFrame(type: keyof typeof KIND, bytes = 0): void {
  large = bytes > KEEP_BYTES
  startWriting(large ? new Uint8Array(bytes) : buffer)
  writeByte(KIND[type])
}

/** The frame that was begun and written: the caller's own bytes. */
export function endFrame(): Uint8Array<ArrayBuffer> {
  const { buffer: out, length } = written()
  if (large) return out.subarray(0, length)
  if (out !== buffer && out.length <= KEEP_BYTES) buffer = out
  return out.slice(0, length)
}
