/**
 * What goes over the socket: a header of 24 bytes, then a body that only its readers decode. A commit's frame serves
 * the hub and the members alike, so that the hub passes on the bytes it got.
 *
 * `u32 body length, u8 kind, u8 ask, u16 -, u32 epoch, u32 -, f64 version`
 */
export const HEADER_BYTES = 24
export const COMMIT = 0
export const STATE = 1
export const TAKEN = 2

const LENGTH = 0
const KIND = 4
const ASK = 5
const EPOCH = 8
const VERSION = 16

/** Frames that are written in one tick go out in chunks of this size. */
const CHUNK_BYTES = 64 * 1024

/** @param {Buffer} frame */
export const kindOf = frame => frame[KIND]
/** @param {Buffer} frame */
export const asks = frame => frame[ASK] === 1
/** @param {Buffer} frame */
export const epochOf = frame => frame.readUInt32LE(EPOCH)
/** The version a commit began on, a state is at, or that was taken. @param {Buffer} frame */
export const versionOf = frame => frame.readDoubleLE(VERSION)
/** @param {Buffer} frame */
export const bodyOf = frame => frame.subarray(HEADER_BYTES)

/**
 * Gathers the frames of one tick into few writes.
 * @param {import('node:net').Socket} socket
 */
export function createFrameWriter(socket) {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let used = 0
  let scheduled = false

  function flush() {
    scheduled = false
    if (used === 0) return
    socket.write(chunk.subarray(0, used))
    // The socket may still hold what was written: the rest of the chunk is free, what was written is not.
    chunk = chunk.subarray(used)
    used = 0
  }

  return {
    /** @param {number} kind @param {number} version @param {Uint8Array} body @param {number} epoch @param {boolean} ask */
    write(kind, version, body, epoch = 0, ask = false) {
      const bytes = HEADER_BYTES + body.length
      if (used + bytes > chunk.length) {
        flush()
        if (bytes > chunk.length) chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, bytes))
      }
      chunk.writeUInt32LE(body.length, used + LENGTH)
      chunk[used + KIND] = kind
      chunk[used + ASK] = ask ? 1 : 0
      chunk.writeUInt32LE(epoch, used + EPOCH)
      chunk.writeDoubleLE(version, used + VERSION)
      chunk.set(body, used + HEADER_BYTES)
      used += bytes
      if (scheduled) return
      scheduled = true
      process.nextTick(flush)
    },
  }
}

/**
 * Cuts what arrives into frames.
 * @param {import('node:net').Socket} socket
 * @param {(frame: Buffer) => void} receive
 * @param {() => void} [afterChunk] called when the frames of what has arrived at once are through
 */
export function readFrames(socket, receive, afterChunk = () => {}) {
  /** @type {Buffer[]} the parts of a frame that is not whole yet; joined once, when it is */
  let parts = []
  let held = 0
  let wanted = HEADER_BYTES

  socket.on('data', (/** @type {Buffer} */ chunk) => {
    parts.push(chunk)
    held += chunk.length
    if (held < wanted) return
    const bytes = parts.length === 1 ? chunk : Buffer.concat(parts, held)
    let at = 0
    wanted = HEADER_BYTES
    while (held - at >= HEADER_BYTES) {
      wanted = HEADER_BYTES + bytes.readUInt32LE(at + LENGTH)
      if (held - at < wanted) break
      receive(bytes.subarray(at, at + wanted))
      at += wanted
      wanted = HEADER_BYTES
    }
    held -= at
    parts = held > 0 ? [bytes.subarray(at)] : []
    afterChunk()
  })
}
