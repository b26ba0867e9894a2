import fc from 'fast-check'
import type { applyCommits } from '../../src/commit/apply.js'
import { type decodeCommit, decodeState, encodeCommit, encodeState } from '../../src/commit/codec.js'
import { equal } from '../../src/commit/equal.js'
import { produceCommit } from '../../src/commit/produce.js'
import { copyValue } from '../../src/commit/values.js'
import { isLockstepError, type LockstepError } from '../../src/errors/errors.js'
import { anyRecipe, run } from '../support/arbitrary-recipes.js'
import { anyState, anyValue } from '../support/arbitrary-values.js'
import { anyBytes, mutate } from './mutate.js'
import { createRandom, type Random } from './random.js'

/** What is tried: the real functions, or, to see that the campaign finds anything, broken ones. */
export interface Decoders {
  readonly decodeState: typeof decodeState
  readonly decodeCommit: typeof decodeCommit
  readonly applyCommits: typeof applyCommits
}

/** What is kept of the inputs so far, to make the next ones of. */
interface Pool {
  readonly states: Uint8Array[]
  readonly commits: Uint8Array[]
  /** What commits are applied to: decoded, and as it was. */
  readonly bases: readonly { readonly state: unknown; readonly bytes: Uint8Array }[]
  /** How inputs ended that are kept already: a new way to end is worth going on from. */
  readonly endings: Set<string>
}

const POOL = 4000
const MOST_ENDINGS = 100_000
/**
 * How much longer than it came a value may be written again. What the encoder writes never grows; what only the decoder
 * knows may: a bigint with too few digits, an error whose name is none, a pattern with characters to be escaped.
 */
const GROWTH = 3

/**
 * Decodes `executions` byte strings as states and as commits, and applies what decodes.
 * @throws at the first that does anything but end in LOCKSTEP_DAMAGED or give a value that can be encoded again
 */
export function runCampaign(decoders: Decoders, seed: number, executions: number): { endings: number } {
  const random = createRandom(seed)
  const pool = createPool(seed)
  const pristine = prototypes()
  const { stackTraceLimit } = Error
  // Most of the time would go into describing where each error came from.
  Error.stackTraceLimit = 0
  try {
    for (let execution = 0; execution < executions; execution += 1) {
      const ending =
        execution % 2 === 0 ? tryState(decoders, pool, random) : tryCommit(decoders, pool, random)
      if (execution % 4096 === 0) expectUntouched(pristine, execution)
      if (pool.endings.size === MOST_ENDINGS || pool.endings.has(ending.how)) continue
      pool.endings.add(ending.how)
      const list = ending.list
      if (list.length < POOL) list.push(ending.bytes)
      else list[random.below(POOL)] = ending.bytes
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
  expectUntouched(pristine, executions)
  return { endings: pool.endings.size }
}

function createPool(seed: number): Pool {
  const options = { seed, numRuns: 300 }
  const encoded = fc
    .sample(fc.oneof(anyState, anyValue), options)
    .map(value => encodeState(copyValue(value, [])))
  // Small ones: what happens to a value does not depend on how many stand beside it.
  const states = encoded.filter(({ length }) => length < 300)
  const bases = states.slice(0, 64).map(bytes => ({ state: decodeState(bytes).state, bytes }))
  const commits = fc.sample(fc.tuple(anyState, anyRecipe), options).map(([state, edits]) => {
    const own = copyValue(edits, [])
    const produced = produceCommit(copyValue(state, []), draft => run(own, draft))
    return encodeCommit(produced?.patches ?? [], 'label').slice()
  })
  return { states, commits: commits.filter(({ length }) => length < 300), bases, endings: new Set() }
}

interface Ending {
  readonly how: string
  readonly bytes: Uint8Array
  readonly list: Uint8Array[]
}

function nextInput(list: readonly Uint8Array[], others: readonly Uint8Array[], random: Random): Uint8Array {
  return random.below(16) === 0 ? anyBytes(random) : mutate(random.pick(list), others, random)
}

function tryState({ decodeState: decode }: Decoders, { states, commits }: Pool, random: Random): Ending {
  const bytes = nextInput(states, random.below(4) === 0 ? commits : states, random)
  const decoded = damagedOr(bytes, () => decode(bytes))
  if (decoded instanceof Damaged) return { how: `state ${decoded.reason}`, bytes, list: states }
  const { state, origins } = decoded
  const again = encodeState(state, origins)
  if (random.below(16) === 0 && !equal(decodeState(again).state, state))
    fail('a state is not what it encodes to', bytes)
  if (again.length > GROWTH * bytes.length)
    fail('a decoded state takes far more bytes than it came in', bytes)
  return { how: `state ${shapeOf(again)}`, bytes, list: states }
}

function tryCommit(
  { decodeCommit: decode, applyCommits: apply }: Decoders,
  { states, commits, bases }: Pool,
  random: Random,
): Ending {
  const bytes = nextInput(commits, random.below(4) === 0 ? states : commits, random)
  const commit = damagedOr(bytes, () => decode(bytes))
  if (commit instanceof Damaged) return { how: `commit ${commit.reason}`, bytes, list: commits }
  const before = random.pick(bases)
  const after = damagedOr(bytes, () => apply(before.state, [commit]))
  if (random.below(16) === 0 && !equal(encodeState(before.state), before.bytes))
    fail('a commit changed the state that it was applied to', bytes)
  if (after instanceof Damaged) return { how: `apply ${after.reason}`, bytes, list: commits }
  if (encodeState(after).length > before.bytes.length + GROWTH * bytes.length)
    fail('a commit made the state far larger than itself', bytes)
  return {
    how: `commit ${commit.patches.map(({ op, path }) => `${op}${path.length}`).join()}`,
    bytes,
    list: commits,
  }
}

class Damaged {
  constructor(readonly reason: string) {}
}

function damagedOr<Result>(bytes: Uint8Array, decode: () => Result): Result | Damaged {
  try {
    return decode()
  } catch (error) {
    if (!isLockstepError(error, 'LOCKSTEP_DAMAGED')) fail(`an untyped error: ${String(error)}`, bytes)
    return new Damaged((error as LockstepError).message.replace(/\d+|\(.*? at .*?\)/g, '#').slice(0, 120))
  }
}

/** Which kinds of things an encoding consists of: enough to tell a new shape from a known one. */
function shapeOf(bytes: Uint8Array): string {
  let shape = bytes.length > 255 ? 'long' : `${bytes.length >> 3}`
  for (let at = 0; at < bytes.length && at < 12; at += 1)
    shape += bytes[at]! < 0x80 ? '.' : (bytes[at]! >> 4).toString(16)
  return shape
}

const GUARDED = [Object, Function, Array, Map, Set, Date, RegExp, Error, ArrayBuffer, Uint8Array, Promise]

function prototypes(): string[] {
  return GUARDED.map(({ name, prototype }) => `${name} ${Reflect.ownKeys(prototype).map(String).join()}`)
}

function expectUntouched(pristine: readonly string[], execution: number): void {
  const now = prototypes()
  const touched = now.find((names, index) => names !== pristine[index])
  if (touched !== undefined) throw new Error(`By execution ${execution} a prototype was changed: ${touched}`)
}

function fail(what: string, bytes: Uint8Array): never {
  throw new Error(`${what}: ${Buffer.from(bytes).toString('hex')}`)
}
