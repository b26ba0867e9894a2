import { decoding, forgetBytes, isAtEnd, readByte } from './cursor.js'
import { readCount, readPathKey, readValue } from './decode.js'
import { writeValue } from './encode.js'
import { LONG_PATH, OPERATION } from './format.js'
import { startWriting, writeByte, writeNumber, writeString, written } from './output.js'
import type { Commit, Patch, PathKey } from './patch.js'

/** A commit larger than this gives its buffer back. */
const KEEP_BYTES = 1024 * 1024
/** Commits up to this size get the same view again and again: making one costs as much as encoding a small commit. */
const KEEP_VIEWS = 256

let commitBuffer = new Uint8Array(4096)
let commitViews: Uint8Array[] = []
/** The encoded commit, without what the log adds to it: a view into a buffer that the next call overwrites. */
export function encodeBareCommit(patches: readonly Patch[], label: string | undefined): Uint8Array {
  beginCommit()
  return endCommit(patches, label)
}

/** Begins a commit, in front of which the log writes whose it is. */
export function beginCommit(): void {
  startWriting(commitBuffer)
}

/** Writes the rest of it; returns what `encodeBareCommit` does. */
export function endCommit(patches: readonly Patch[], label: string | undefined): Uint8Array {
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

/** @throws LOCKSTEP_DAMAGED if the bytes are no encoded commit, or one with an origin */
export function decodeBareCommit(payload: Uint8Array): Commit {
  return decoding(payload, 'A commit', readCommit)
}

/** What `endCommit` has written. */
export function readCommit(): Commit {
  const label = readPathKey()
  if (label !== null && typeof label !== 'string') throw new RangeError('its label is no text')
  const patches: Patch[] = []
  while (!isAtEnd()) patches.push(readPatch())
  return { patches, label: label ?? undefined, origin: undefined }
}

/**
 * A state that was encoded without origins.
 * @throws LOCKSTEP_DAMAGED if the bytes are none
 */
export function decodeBareState(bytes: Uint8Array): unknown {
  try {
    return decoding(bytes, 'A state', () => readValue(0))
  } finally {
    forgetBytes()
  }
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
