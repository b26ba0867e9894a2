import fc from 'fast-check'
import { bytesOf, VIEW_TYPES } from '../../src/commit/binary.js'
import { encodeCommit, encodeState } from '../../src/commit/codec.js'
import { LONG_PATH, OPERATION, TAG, TAGGED } from '../../src/commit/format.js'
import { produceCommit } from '../../src/commit/produce.js'
import { copyValue, MAX_DEPTH } from '../../src/commit/values.js'
import { anyRecipe, run } from '../support/arbitrary-recipes.js'
import { anyState } from '../support/arbitrary-values.js'

type Bytes = readonly number[]

/** 256 MiB, if a byte each: far above the limit of the process that decodes. And the most a count can be. */
const COUNTS = [2 ** 28, 2 ** 32 - 1]
/** So much follows: what is claimed within a claim is believed as long as there is so much left. */
const REST = 200_000
const LEVEL = [0, 3, 0, 0] as const // 196,608

const uint32 = (count: number): number[] =>
  [...new Uint8Array(new BigUint64Array([BigInt(count)]).buffer, 0, 4)].reverse()
const float64 = (count: number): number[] => [...new Uint8Array(Float64Array.of(count).buffer)].reverse()
/** The two ways in which a count can be written that is so large. */
const numbers = (count: number): Bytes[] => [
  [0xce, ...uint32(count)],
  [0xcb, ...float64(count)],
]

/** Beginnings of values that claim to be far longer than all that follows, of every kind that has a length. */
function claimsOf(count: number): Bytes[] {
  const text = [0xdb, ...uint32(count)]
  return [
    text,
    [0xdd, ...uint32(count)],
    [0xdf, ...uint32(count)],
    [TAG, TAGGED.regexp, ...text],
    [TAG, TAGGED.regexp, 0xa1, 0x61, ...text],
    [TAG, TAGGED.error, ...text],
    [TAG, TAGGED.error, 0xa0, ...text],
    [TAG, TAGGED.error, 0xa0, 0xa0, ...text],
    ...numbers(count).flatMap(number => [
      [TAG, TAGGED.map, ...number],
      [TAG, TAGGED.set, ...number],
      [TAG, TAGGED.buffer, ...number],
      [TAG, TAGGED.bigint, 0, ...number],
      [TAG, TAGGED.bigint, 1, ...number],
      ...VIEW_TYPES.map((_, type) => [TAG, TAGGED.view, type, ...number]),
      // As the length of a path.
      ...Object.values(OPERATION).map(operation => [(operation << 6) | LONG_PATH, ...number]),
    ]),
  ]
}

/** Where in a value or a commit a claim can stand. */
const PLACES: readonly Bytes[] = [
  [],
  [0x92, 0],
  [0x81],
  [0x81, 0xa1, 0x61],
  [TAG, TAGGED.map, 1],
  [TAG, TAGGED.map, 1, 1],
  [TAG, TAGGED.set, 1],
  [TAG, TAGGED.error, 0xa0, 0xa0, 0xc0, 0xc3],
  // In a commit: its label, a key, a second key, a value, a second patch.
  [0xc0],
  [0xc0, 1],
  [0xc0, 2, 1],
  [0xc0, 1, 1],
  [0xc0, 0x41, 1, 1],
]

/** All of it, each with its length before it, as the program that decodes it reads it. */
export function writeClaims(seed: number): Buffer {
  return Buffer.concat([...claims(seed)].flatMap(claim => [Uint32Array.of(claim.length), claim]).map(bytesOf))
}

/** States and commits that are too long for what they are; each is to be tried as both. */
function* claims(seed: number): Generator<Uint8Array> {
  const all = COUNTS.flatMap(claimsOf)
  for (const place of PLACES) for (const claim of all) yield Uint8Array.of(...place, ...claim, 1, 1, 1)
  for (const bytes of encodings(seed))
    for (let at = 0; at < bytes.length; at += 1)
      for (const claim of all) yield Uint8Array.of(...bytes.subarray(0, at), ...claim, ...bytes.subarray(at))
  yield* nested()
}

function encodings(seed: number): Uint8Array[] {
  const options = { seed, numRuns: 60 }
  const states = fc.sample(anyState, options).map(state => copyValue(state, []))
  const recipes = fc.sample(anyRecipe, options)
  const commits = states.map((state, index) => {
    const edits = copyValue(recipes[index]!, [])
    return encodeCommit(produceCommit(state, draft => run(edits, draft))?.patches ?? [], 'label').slice()
  })
  const small = (all: Uint8Array[]) => all.filter(({ length }) => length < 200).slice(0, 6)
  return [...small(states.map(state => encodeState(state))), ...small(commits)]
}

/** A claim within a claim within a claim, each of which could be true by itself: together they would take gigabytes. */
function* nested(): Generator<Uint8Array> {
  const levels: Bytes[] = [
    [0xdd, ...LEVEL],
    [0xdf, ...LEVEL, 0xa1, 0x61],
    [TAG, TAGGED.map, 0xce, ...LEVEL, 1],
    [TAG, TAGGED.set, 0xce, ...LEVEL],
  ]
  for (const level of levels) {
    const bytes = new Uint8Array((MAX_DEPTH - 1) * level.length + REST)
    for (let depth = 0; depth < MAX_DEPTH - 1; depth += 1) bytes.set(level, depth * level.length)
    yield bytes
    const inCommit = new Uint8Array(2 + bytes.length)
    inCommit[0] = 0xc0
    inCommit.set(bytes, 2)
    yield inCommit
  }
}
