import type { Patch, PathKey } from './patch.js'
import { copyValue } from './values.js'

/** Each insertion and removal moves what follows it: more of them than this cost more than a replacement. */
const MAX_SPLICES = 500

type Diff = (base: unknown, next: unknown, path: readonly PathKey[], patches: Patch[]) => void

/**
 * Appends the patches that make `next` of `base`: elements that both have are found by their identity, so that an
 * insertion or a removal anywhere is one patch; what stands between them is compared place by place.
 *
 * @returns false if a replacement is better
 */
export function diffArray(
  base: readonly unknown[],
  next: readonly unknown[],
  path: readonly PathKey[],
  patches: Patch[],
  diff: Diff,
): boolean {
  const shorter = Math.min(base.length, next.length)
  let start = 0
  while (start < shorter && Object.is(base[start], next[start])) start += 1
  let tail = 0
  while (tail < shorter - start && Object.is(base[base.length - 1 - tail], next[next.length - 1 - tail]))
    tail += 1

  const baseEnd = base.length - tail
  const nextEnd = next.length - tail
  // Where one side has nothing left, or both one element, there is nothing to search for.
  const searching = Math.min(baseEnd, nextEnd) > start && Math.max(baseEnd, nextEnd) > start + 1
  const inBase = searching ? lastPlaces(base, start, baseEnd) : NOWHERE
  const inNext = searching ? lastPlaces(next, start, nextEnd) : NOWHERE

  /** Where the element stands that is worked on, in the array as the patches so far have left it. */
  let at = start
  let from = start
  let to = start
  let splices = 0
  while (from < baseEnd && to < nextEnd) {
    if (Object.is(base[from], next[to])) {
      from += 1
      to += 1
      at += 1
      continue
    }
    const stays = (inNext.get(base[from]) ?? -1) - to
    const comes = (inBase.get(next[to]) ?? -1) - from
    if (stays <= 0 && comes <= 0) {
      diff(base[from++], next[to++], [...path, at++], patches)
    } else if (stays > 0 && (comes <= 0 || stays < comes)) {
      patches.push(insertion(next[to++], [...path, at++]))
      splices += 1
    } else {
      patches.push({ op: 'remove', path: [...path, at] })
      from += 1
      splices += 1
    }
    if (splices > MAX_SPLICES) return false
  }

  if (tail > 0 && splices + (baseEnd - from) + (nextEnd - to) > MAX_SPLICES) return false
  if (tail === 0 && baseEnd - from > 1) {
    patches.push({ op: 'replace', path: [...path, 'length'], value: at })
  } else {
    for (; from < baseEnd; from += 1) patches.push({ op: 'remove', path: [...path, at] })
  }
  while (to < nextEnd) patches.push(insertion(next[to++], [...path, at++]))
  return true
}

const NOWHERE: ReadonlyMap<unknown, number> = new Map()

function insertion(value: unknown, path: readonly PathKey[]): Patch {
  return { op: 'add', path, value: copyValue(value, path) }
}

function lastPlaces(array: readonly unknown[], start: number, end: number): ReadonlyMap<unknown, number> {
  const places = new Map<unknown, number>()
  for (let index = start; index < end; index += 1) places.set(array[index], index)
  return places
}
