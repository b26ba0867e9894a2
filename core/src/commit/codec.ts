import { beginCommit, endCommit, readCommit } from './bare-codec.js'
import { decoding, forgetBytes, peekByte, readByte } from './cursor.js'
import { readValue } from './decode.js'
import { writeValue } from './encode.js'
import { ORIGIN } from './format.js'
import { createOrigins, type Origin, type Origins, readOrigin, readOrigins, writeOrigin } from './origins.js'
import { startWriting, writeByte, written } from './output.js'
import type { Commit, Patch } from './patch.js'

/**
 * What a commit can add to the encoded state beyond its own encoded size: nothing.
 *
 * |encodeState(after)| <= |encodeState(before)| + |encodeCommit(patches)| + COMMIT_SLACK, because a value and a key
 * take as many bytes in a state as in a patch, whatever surrounds them, and for each patch:
 * - one that replaces a value adds at most that value, which the patch contains; one that removes adds nothing;
 * - one that adds puts a value (with its key, in objects and Maps) that it contains into a container whose count may
 *   grow by up to two bytes. Beside them a patch has the byte of its operation and its other keys, of which there is
 *   at least one unless the container is the root, an object or a Map: two bytes then. In a root object the count
 *   grows at 16 and at 65,536 entries: by two bytes, of which the patch's own byte pays one, and the label the other
 *   at 16; between the two each entry added pays again, and each removed one costs a whole patch.
 * `applyPatches` refuses what would break this: keys of objects that are no strings, a growing `length`.
 */
export const COMMIT_SLACK = 0

/** Not the commit's: a writer may have to encode its state before its commit fits into the log. */
const stateBuffer = /* @__PURE__ */ new Uint8Array(65_536)
/** What the last state took, if it was too large for that buffer: the next one takes about as much. */
let lastLarge = 0

/** A state, and what its processes know of relay clients at that version. */
export interface DecodedState {
  readonly state: unknown
  readonly origins: Origins
}

/**
 * The encoded state; the bytes belong to the caller.
 *
 * @param value a state that `copyValue` made or patches led to
 * @param origins what is known of relay clients at this version; nothing of a state that has no past
 */
export function encodeState(value: unknown, origins: Origins = createOrigins()): Uint8Array {
  startWriting(lastLarge === 0 ? stateBuffer : new Uint8Array(lastLarge + (lastLarge >> 4)))
  writeValue(value)
  origins.write()
  const { buffer, length } = written()
  lastLarge = length > stateBuffer.length ? length : 0
  // A buffer of its own that is nearly full goes along: copying megabytes takes milliseconds.
  const fits = buffer !== stateBuffer && length > buffer.length - (buffer.length >> 3)
  const state = fits ? buffer.subarray(0, length) : buffer.slice(0, length)
  // Lets go of the buffer.
  startWriting(stateBuffer)
  return state
}

/** @throws LOCKSTEP_DAMAGED if the bytes are no encoded state */
export function decodeState(bytes: Uint8Array): DecodedState {
  try {
    return decoding(bytes, 'A snapshot', readState)
  } finally {
    forgetBytes()
  }
}

function readState(): DecodedState {
  const state = readValue(0)
  return { state, origins: readOrigins() }
}

/**
 * The encoded commit: a view into a buffer that the next call overwrites.
 *
 * @param origin of which relay client it is, if it is one's
 */
export function encodeCommit(
  patches: readonly Patch[],
  label: string | undefined,
  origin?: Origin,
): Uint8Array {
  beginCommit()
  if (origin !== undefined) {
    writeByte(ORIGIN)
    writeOrigin(origin)
  }
  return endCommit(patches, label)
}

/** @throws LOCKSTEP_DAMAGED if the bytes are no encoded commit */
export function decodeCommit(payload: Uint8Array): Commit {
  return decoding(payload, 'A commit', readOwnCommit)
}

function readOwnCommit(): Commit {
  if (peekByte() !== ORIGIN) return readCommit()
  readByte()
  const origin = readOrigin()
  const { patches, label } = readCommit()
  return { patches, label, origin }
}
