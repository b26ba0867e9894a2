import type { Primitive } from './patch.js'

/** How to make one order of keys from another: remove some, then add some at the end. */
export interface Alignment<Key> {
  readonly kept: readonly Key[]
  readonly removed: readonly Key[]
  /** In order; a key that moved is both removed and added. */
  readonly added: readonly Key[]
}

/**
 * Order is part of a state: every process must list the same keys in the same order.
 *
 * @param sorting whether the container is a plain object, in which names that are integers come first, in their own order
 */
export function alignKeys<Key extends Primitive>(
  base: readonly Key[],
  next: readonly Key[],
  sorting: boolean,
): Alignment<Key> {
  // Most changes leave the keys as they are: then there is nothing to look up.
  if (isSame(base, next)) return { kept: base, removed: [], added: [] }
  const kept: Key[] = []
  const removed: Key[] = []
  const added: Key[] = []
  const known = new Set<Key>(base)
  let at = 0
  for (const key of base) {
    // They sort themselves in, wherever they are added.
    while (sorting && at < next.length && isIntegerName(next[at]) && !known.has(next[at]!))
      added.push(next[at++]!)
    if (at < next.length && Object.is(next[at], key)) {
      kept.push(key)
      at += 1
    } else removed.push(key)
  }
  while (at < next.length) added.push(next[at++]!)
  return { kept, removed, added }
}

function isSame(base: readonly unknown[], next: readonly unknown[]): boolean {
  return base.length === next.length && base.every((key, index) => Object.is(key, next[index]))
}

function isIntegerName(key: Primitive): boolean {
  return typeof key === 'string' && /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 0xffff_ffff
}
