import { equal } from '../../commit/equal.js'
import { kindOf } from '../../commit/kinds.js'
import type { PathKey } from '../../commit/patch.js'
import type { Patterns } from './patterns.js'

/**
 * The first path that `after` changes against `before` and that is not allowed, or `undefined`.
 *
 * It compares the states themselves: whatever a client's patches replace or remove and put back, what counts is what
 * is different in the end. Shared parts are not looked into.
 */
export function firstForbiddenChange(
  before: unknown,
  after: unknown,
  allowed: Patterns | undefined,
  path: readonly PathKey[] = [],
): readonly PathKey[] | undefined {
  if (Object.is(before, after) || allowed?.whole) return undefined
  const entries = allowed === undefined ? undefined : pairs(before, after)
  if (entries === undefined) return equal(before, after) ? undefined : path
  for (const [key, was, is] of entries) {
    const forbidden = firstForbiddenChange(was, is, allowed!.child(key), [...path, key])
    if (forbidden !== undefined) return forbidden
  }
  return undefined
}

/** What is nowhere: it differs from every value. */
const NOTHING = Symbol('nothing')

type Pair = readonly [key: PathKey, before: unknown, after: unknown]

/** What is in two containers of one kind, by key; `undefined` if they can only be compared as wholes. */
function pairs(before: unknown, after: unknown): Pair[] | undefined {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null)
    return undefined
  const kind = kindOf(after)
  if (kind !== kindOf(before)) return undefined
  if (kind === 'object') {
    return inOrder(
      new Map<PathKey, unknown>(Object.entries(before)),
      new Map<PathKey, unknown>(Object.entries(after)),
    )
  }
  if (kind === 'map') return inOrder(before as Map<PathKey, unknown>, after as Map<PathKey, unknown>)
  if (kind === 'array') return byIndex(before as unknown[], after as unknown[])
  return undefined
}

/** Keys that both have must come in the same order, or the container itself has changed. */
function inOrder(before: Map<PathKey, unknown>, after: Map<PathKey, unknown>): Pair[] | undefined {
  const kept = [...before.keys()].filter(key => after.has(key))
  let next = 0
  for (const key of after.keys()) {
    if (before.has(key) && !Object.is(kept[next++], key)) return undefined
  }
  const all: Pair[] = []
  for (const [key, was] of before) all.push([key, was, after.has(key) ? after.get(key) : NOTHING])
  for (const [key, is] of after) if (!before.has(key)) all.push([key, NOTHING, is])
  return all
}

function byIndex(before: readonly unknown[], after: readonly unknown[]): Pair[] {
  return Array.from(
    { length: Math.max(before.length, after.length) },
    (_, index): Pair => [
      index,
      index < before.length ? before[index] : NOTHING,
      index < after.length ? after[index] : NOTHING,
    ],
  )
}
