import fc from 'fast-check'
import { applyCommits } from '../../src/commit/apply.js'
import { decodeCommit, decodeState, encodeCommit, encodeState } from '../../src/commit/codec.js'
import { equal } from '../../src/commit/equal.js'
import { isContainer, kindOf } from '../../src/commit/kinds.js'
import { produceCommit } from '../../src/commit/produce.js'
import { copyValue } from '../../src/commit/values.js'
import { anyRecipe, run } from '../support/arbitrary-recipes.js'
import { anyState, anyValue } from '../support/arbitrary-values.js'
import { recordIntrinsics } from './intrinsics.js'
import { anyBytes, mutate } from './mutate.js'
import { oddityOf, oddityOfCommit } from './oddity.js'
import { createRandom, type Random } from './random.js'
import { flawOf } from './reasons.js'

/** What commits are applied to: decoded, as it was, and some commits that fit it. */
interface Base {
  readonly state: unknown
  readonly bytes: Uint8Array
  readonly commits: readonly Uint8Array[]
}

/** What is kept of the inputs so far, to make the next ones of. */
interface Pool {
  readonly states: Uint8Array[]
  readonly commits: Uint8Array[]
  readonly bases: readonly Base[]
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
 * @throws at the first that does anything but be refused with a reason or give an ordinary value, which can be encoded
 * again
 */
export function runCampaign(seed: number, executions: number): { endings: number } {
  const random = createRandom(seed)
  const pool = createPool(seed)
  const { stackTraceLimit } = Error
  // Most of the time would go into describing where each error came from.
  Error.stackTraceLimit = 0
  const differenceNow = recordIntrinsics()
  const expectUntouched = (execution: number) => {
    const difference = differenceNow()
    if (difference !== undefined)
      throw new Error(`By execution ${execution} an intrinsic was changed: ${difference}`)
  }
  try {
    for (let execution = 0; execution < executions; execution += 1) {
      const ending = execution % 2 === 0 ? tryState(pool, random) : tryCommit(pool, random)
      if (execution % 4096 === 0) expectUntouched(execution)
      if (pool.endings.size === MOST_ENDINGS || pool.endings.has(ending.how)) continue
      pool.endings.add(ending.how)
      const list = ending.list
      if (list.length < POOL) list.push(ending.bytes)
      else list[random.below(POOL)] = ending.bytes
    }
    expectUntouched(executions)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
  return { endings: pool.endings.size }
}

function createPool(seed: number): Pool {
  const options = { seed, numRuns: 300 }
  const encoded = fc
    .sample(fc.oneof(anyState, anyValue), options)
    .map(value => encodeState(copyValue(value, [])))
  // Small ones: what happens to a value does not depend on how many stand beside it.
  const states = encoded.filter(({ length }) => length < 300)
  const recipes = fc.sample(anyRecipe, options)
  const commitOn = (state: object, recipe: number) => {
    const edits = copyValue(recipes[recipe % recipes.length]!, [])
    const produced = produceCommit(state, draft => run(edits, draft))
    return encodeCommit(produced?.patches ?? [], 'label').slice()
  }
  const isSmall = ({ length }: Uint8Array) => length < 300
  const bases = states
    .map(bytes => ({ state: decodeState(bytes).state, bytes }))
    .filter(({ state }, index) => index < 16 || isPlain(state))
    .slice(0, 64)
    .map(({ state, bytes }, index) => {
      const commits = isPlain(state) ? [0, 1, 2, 3, 4, 5].map(more => commitOn(state, 6 * index + more)) : []
      return { state, bytes, commits: [...commits, ...shortening(state)].filter(isSmall) }
    })
  const commits = fc.sample(anyState, options).map((state, index) => commitOn(copyValue(state, []), index))
  return { states, commits: commits.filter(isSmall), bases, endings: new Set() }
}

/** Commits that end the arrays right below the root earlier: recipes make few of these. */
function shortening(state: unknown): Uint8Array[] {
  return Object.entries(state ?? {})
    .filter(([, value]) => Array.isArray(value) && value.length > 0)
    .map(([key]) => encodeCommit([{ op: 'replace', path: [key, 'length'], value: 0 }], undefined).slice())
}

function isPlain(value: unknown): value is object {
  return isContainer(value) && kindOf(value) === 'object'
}

interface Ending {
  readonly how: string
  readonly bytes: Uint8Array
  readonly list: Uint8Array[]
}

function nextInput(list: readonly Uint8Array[], others: readonly Uint8Array[], random: Random): Uint8Array {
  return random.below(16) === 0 ? anyBytes(random) : mutate(random.pick(list), others, random)
}

function tryState({ states, commits }: Pool, random: Random): Ending {
  const bytes = nextInput(states, random.below(4) === 0 ? commits : states, random)
  const given = bytes.slice()
  const decoded = damagedOr(bytes, () => decodeState(given))
  given.fill(0)
  if (decoded instanceof Damaged) return { how: `state ${decoded.reason}`, bytes, list: states }
  const { state, origins } = decoded
  expectOrdinary(oddityOf(state), 'a state', bytes)
  const again = encodeState(state, origins)
  if (random.below(16) === 0) {
    if (!equal(decodeState(bytes).state, state))
      fail('a state changed with the bytes it was read from', bytes)
    if (!equal(decodeState(again).state, state)) fail('a state is not what it encodes to', bytes)
  }
  if (again.length > GROWTH * bytes.length)
    fail('a decoded state takes far more bytes than it came in', bytes)
  return { how: `state ${shapeOf(again)}`, bytes, list: states }
}

function tryCommit({ states, commits, bases }: Pool, random: Random): Ending {
  const before = random.pick(bases)
  const fitting = before.commits.length > 0 && random.below(2) === 0 ? before.commits : commits
  const bytes = nextInput(fitting, random.below(4) === 0 ? states : commits, random)
  const commit = damagedOr(bytes, () => decodeCommit(bytes))
  if (commit instanceof Damaged) return { how: `commit ${commit.reason}`, bytes, list: commits }
  expectOrdinary(oddityOfCommit(commit), 'a commit', bytes)
  const after = damagedOr(bytes, () => applyCommits(before.state, [commit]))
  if (!equal(encodeState(before.state), before.bytes))
    fail('a commit changed the state that it was applied to', bytes)
  if (after instanceof Damaged) return { how: `apply ${after.reason}`, bytes, list: commits }
  expectOrdinary(oddityOf(after), 'the state after a commit', bytes)
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
    const flaw = flawOf(error)
    if (flaw !== undefined) fail(flaw, bytes)
    return new Damaged((error as Error).message.replace(/\d+|\(.*? at .*?\)/g, '#').slice(0, 120))
  }
}

/** Which kinds of things an encoding consists of: enough to tell a new shape from a known one. */
function shapeOf(bytes: Uint8Array): string {
  let shape = bytes.length > 255 ? 'long' : `${bytes.length >> 3}`
  for (let at = 0; at < bytes.length && at < 12; at += 1)
    shape += bytes[at]! < 0x80 ? '.' : (bytes[at]! >> 4).toString(16)
  return shape
}

function expectOrdinary(oddity: string | undefined, what: string, bytes: Uint8Array): void {
  if (oddity !== undefined) fail(`${what} has ${oddity}`, bytes)
}

function fail(what: string, bytes: Uint8Array): never {
  throw new Error(`${what}: ${Buffer.from(bytes).toString('hex')}`)
}
