import type { RecordBatch } from './log.js'

// A record as native copies it (native/src/layout.h): 40 bytes of header, then the payload, padded to 8.
const HEADER_BYTES = 40
const VERSION = 8
const PEER = 16
const TIME = 24

/** A batch that is laid over each new copy instead of being made anew. */
export interface SegmentBatch extends RecordBatch {
  /** Lays the batch over `bytes` bytes of whole records, at least one. */
  over(buffer: Uint8Array, bytes: number): RecordBatch
}

export function createSegmentBatch(): SegmentBatch {
  let source: Uint8Array = new Uint8Array(0)
  let view: DataView = new DataView(source.buffer)
  let starts = new Uint32Array(256)
  let length = 0

  return {
    over(buffer, bytes) {
      if (buffer !== source) {
        // First what may find the stack full: a view of another buffer would stay for good.
        view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
        source = buffer
      }
      length = 0
      for (let at = 0; at < bytes; ) {
        if (length === starts.length) {
          const larger = new Uint32Array(length * 2)
          larger.set(starts)
          starts = larger
        }
        starts[length++] = at
        at += HEADER_BYTES + ((view.getUint32(at, true) + 7) & ~7)
      }
      return this
    },
    get length() {
      return length
    },
    get firstVersion() {
      return view.getUint32(VERSION, true) + view.getUint32(VERSION + 4, true) * 2 ** 32
    },
    payload(index) {
      const at = starts[index]!
      return source.subarray(at + HEADER_BYTES, at + HEADER_BYTES + view.getUint32(at, true))
    },
    peer(index) {
      return view
        .getBigUint64(starts[index]! + PEER, true)
        .toString(16)
        .padStart(16, '0')
    },
    time(index) {
      return view.getFloat64(starts[index]! + TIME, true)
    },
  }
}
