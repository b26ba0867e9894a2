import { equal } from './equal.js'
import { kindOf } from './kinds.js'

/**
 * `next`, with everything in it that equals what `previous` has at its place replaced by that: what did not change
 * keeps its identity, as if the changes between the two had been applied one by one. Where all is equal, `previous`.
 *
 * Arrays are matched from both ends first, so that what an insertion or a removal moved keeps its identity too.
 * Each part of `previous` is used at most once. Time is linear, but for arrays of differing length within each other,
 * each of which adds one comparison.
 *
 * @param next owned by the caller; its objects are changed
 */
export function reconcile<Value>(previous: unknown, next: Value): Value {
  return match(previous, next) as Value
}

function match(previous: unknown, next: unknown): unknown {
  if (typeof previous !== 'object' || typeof next !== 'object' || previous === null || next === null)
    return next
  if (previous === next) return previous
  const kind = kindOf(next)
  if (kind !== kindOf(previous)) return next
  switch (kind) {
    case 'object':
      return matchPlain(previous as Record<string, unknown>, next as Record<string, unknown>)
    case 'array':
      return matchArray(previous as unknown[], next as unknown[])
    case 'map':
      return matchMap(previous as Map<unknown, unknown>, next as Map<unknown, unknown>)
    case 'set':
      return matchSet(previous as Set<unknown>, next as Set<unknown>)
    default:
      return equal(previous, next) ? previous : next
  }
}

function matchPlain(previous: Record<string, unknown>, next: Record<string, unknown>): object {
  const keys = Object.keys(next)
  const previousKeys = Object.keys(previous)
  let same = keys.length === previousKeys.length
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index]!
    if (same && previousKeys[index] !== key) same = false
    // An inherited property can be found here: a function, which matches nothing.
    const before = previous[key]
    const after = next[key]
    const matched = match(before, after)
    if (matched !== after) next[key] = matched
    if (same && !Object.is(before, matched)) same = false
  }
  return same ? previous : next
}

function matchArray(previous: readonly unknown[], next: unknown[]): readonly unknown[] {
  // A ring of constant length is matched place by place: telling where it turned would take a search.
  const moved = previous.length !== next.length
  const start = moved ? commonStart(previous, next) : 0
  const end = moved ? commonEnd(previous, next, start) : 0
  for (let index = 0; index < start; index += 1) next[index] = previous[index]
  for (let back = 1; back <= end; back += 1) next[next.length - back] = previous[previous.length - back]

  const middle = Math.min(previous.length, next.length) - end
  let same = !moved
  for (let index = start; index < middle; index += 1) {
    const before = previous[index]
    const after = next[index]
    const matched = match(before, after)
    if (matched !== after) next[index] = matched
    if (same && !Object.is(before, matched)) same = false
  }
  return same ? previous : next
}

function commonStart(a: readonly unknown[], b: readonly unknown[]): number {
  const limit = Math.min(a.length, b.length)
  let count = 0
  while (count < limit && equal(a[count], b[count])) count += 1
  return count
}

function commonEnd(a: readonly unknown[], b: readonly unknown[], start: number): number {
  const limit = Math.min(a.length, b.length) - start
  let count = 0
  while (count < limit && equal(a[a.length - 1 - count], b[b.length - 1 - count])) count += 1
  return count
}

function matchMap(
  previous: ReadonlyMap<unknown, unknown>,
  next: Map<unknown, unknown>,
): ReadonlyMap<unknown, unknown> {
  const previousKeys = previous.keys()
  let same = previous.size === next.size
  for (const [key, after] of next) {
    if (same && !Object.is(previousKeys.next().value, key)) same = false
    const before = previous.get(key)
    const matched = match(before, after)
    if (matched !== after) next.set(key, matched)
    if (same && !Object.is(before, matched)) same = false
  }
  return same ? previous : next
}

/** Members are matched by their position: they have no other name that two processes share. */
function matchSet(previous: ReadonlySet<unknown>, next: Set<unknown>): ReadonlySet<unknown> {
  const before = [...previous]
  const members = [...next].map((member, index) => match(before[index], member))
  if (
    before.length === members.length &&
    before.every((member, index) => Object.is(member, members[index]))
  ) {
    return previous
  }
  next.clear()
  for (const member of members) next.add(member)
  return next
}
