import { decoding, forgetBytes, isAtEnd, peekByte, readByte } from './cursor.js'
import { readCount, readPathKey, readValue } from './decode.js'
import { writeValue } from './encode.js'
import { LONG_PATH, OPERATION, ORIGIN } from './format.js'
import { createOrigins, type Origin, type Origins, readOrigin, readOrigins, writeOrigin } from './origins.js'
import { startWriting, writeByte, writeNumber, writeString, written } from './output.js'
import type { Commit, Patch, PathKey } from './patch.js'

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

/** A commit larger than this gives its buffer back. */
const KEEP_BYTES = 1024 * 1024
/** Commits up to this size get the same view again and again: making one costs as much as encoding a small commit. */
const KEEP_VIEWS = 256

let commitBuffer = new Uint8Array(4096)
let commitViews: Uint8Array[] = []
/** Not the commit's: a writer may have to encode its state before its commit fits into the log. */
const stateBuffer = new Uint8Array(65_536)
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
  startWriting(commitBuffer)
  if (origin !== undefined) {
    writeByte(ORIGIN)
    writeOrigin(origin)
  }
  if (label === undefined) writeByte(0xc0)
  else writeString(label)
  for (const patch of patches) writePatch(patch)
  const { buffer, length } = written()
  if (buffer !== commitBuffer && length <= KEEP_BYTES) {
    commitBuffer = buffer
    commitViews = []
  }
  if (buffer !== commitBuffer || length >= KEEP_VIEWS) return buffer.subarray(0, length)
  commitViews[length] ??= buffer.subarray(0, length)
  return commitViews[length]
}

function writePatch(patch: Patch): void {
  const { path } = patch
  const operation = operationOf(patch)
  writeByte((operation << 6) | Math.min(path.length, LONG_PATH))
  if (path.length >= LONG_PATH) writeNumber(path.length)
  for (let index = 0; index < path.length; index += 1) writeValue(path[index])
  if (operation !== OPERATION.remove) writeValue(patch.value)
}

function operationOf(patch: Patch): number {
  if (patch.op === 'replace') return OPERATION.replace
  if (patch.op === 'add') return OPERATION.add
  return patch.value === undefined ? OPERATION.remove : OPERATION.removeMember
}

/** @throws LOCKSTEP_DAMAGED if the bytes are no encoded commit */
export function decodeCommit(payload: Uint8Array): Commit {
  return decoding(payload, 'A commit', readCommit)
}

function readCommit(): Commit {
  const origin = peekByte() === ORIGIN ? readOriginOf() : undefined
  const label = readPathKey()
  if (label !== null && typeof label !== 'string') throw new RangeError('its label is no text')
  const patches: Patch[] = []
  while (!isAtEnd()) patches.push(readPatch())
  return { patches, label: label ?? undefined, origin }
}

function readOriginOf(): Origin {
  readByte()
  return readOrigin()
}

function readPatch(): Patch {
  const head = readByte()
  const length = (head & LONG_PATH) === LONG_PATH ? readCount() : head & LONG_PATH
  const path: PathKey[] = []
  for (let index = 0; index < length; index += 1) path.push(readPathKey())
  const operation = head >> 6
  if (operation === OPERATION.remove) return { op: 'remove', path }
  const value = readValue(length)
  if (operation === OPERATION.removeMember) return { op: 'remove', path, value }
  return { op: operation === OPERATION.add ? 'add' : 'replace', path, value }
}
