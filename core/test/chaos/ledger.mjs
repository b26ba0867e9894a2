// The state that the crowd changes. Everything in it depends on everything that was ever committed, and most of it
// twice: a commit that is lost, doubled, torn or in another place cannot hide in it.
import { createHash } from 'node:crypto'
import { hash } from './random.mjs'

/** Places in the crowd; whoever takes a dead one's place goes on with its number. */
export const SEATS = 32
/** So many of the newest commits are named in the state, for those who were lapped over them. */
export const TRAIL = 256
/** How large the state may become; commits are refused then. */
export const MOST_STATE_BYTES = 262_144

export function firstState(schema) {
  return {
    left: 0,
    n: 0,
    schema,
    chain: 0,
    made: Array.from({ length: SEATS }, () => 0),
    trail: Array.from({ length: TRAIL }, () => ''),
    items: {},
    weight: 0,
    page: new Uint8Array(0),
    right: 0,
  }
}

/** Names one commit among all: who made it, and the how-manieth of its life it is. */
export const idOf = (life, count) => `${life}.${count}`

/** The chain's next link: it tells one order of commits from every other one. */
export const link = (chain, id) => hash(id, chain)

/**
 * What every commit does, in this order: a commit of which only a part arrived has `left` without `right`.
 *
 * @param change makes the state larger or smaller; returns by how many characters of items
 */
export function enter(draft, { seat, id, pageBytes, change }) {
  draft.left += 1
  draft.n += 1
  draft.chain = link(draft.chain, id)
  draft.made[seat] += 1
  draft.trail[draft.n % TRAIL] = id
  draft.weight += change(draft.items)
  draft.page = new Uint8Array(pageBytes).fill(draft.chain)
  draft.right += 1
}

/** The newer schema's state: a commit like any other, of a whole state. */
export function migrated(state, { seat, id, schema }) {
  enter(state, { seat, id, pageBytes: state.page.length, change: () => 0 })
  state.schema = schema
  return state
}

/** What is wrong with a state by itself, at any version; undefined: nothing. */
export function trouble(state, version) {
  const { left, n, right, chain, made, items, weight, page } = state
  if (left !== n || right !== n || n !== version)
    return `left ${left}, n ${n}, right ${right} at version ${version}`
  const sum = made.reduce((total, count) => total + count, 0)
  if (sum !== n) return `the seats made ${sum} of ${n} commits`
  if (page.some(byte => byte !== (chain & 255))) return `the page is not filled with ${chain & 255}`
  let heavy = 0
  for (const [key, text] of Object.entries(items)) {
    if (text !== itemOf(key, text.length)) return `the item ${key} is not whole`
    heavy += text.length
  }
  if (heavy !== weight) return `the items weigh ${heavy}, not ${weight}`
  return undefined
}

/** An item's text follows from its key and its length. */
export const itemOf = (key, length) => key.slice(0, 1).repeat(length)

/** A state's digest: equal for equal states, also in the order of keys. */
export function digestOfState({ page, ...rest }) {
  return createHash('md5').update(JSON.stringify(rest)).update(page).digest('hex').slice(0, 12)
}

/** A commit's digest, as `onCommit` tells of it. */
export function digestOfPatches(patches) {
  let value
  for (const { op, path, value: set } of patches) value = hash(`${op} ${path.join('/')} ${text(set)};`, value)
  return (value ?? 0).toString(36)
}

function text(value) {
  return JSON.stringify(value, (_, part) =>
    ArrayBuffer.isView(part) ? Buffer.from(part).toString('latin1') : part,
  )
}

/** The names of the commits before `version`, oldest first, as far as the state and `after` go. */
export function trailOf({ trail, n }, after) {
  const ids = []
  for (let version = Math.max(after, n - TRAIL) + 1; version <= n; version += 1)
    ids.push(trail[version % TRAIL])
  return ids
}
