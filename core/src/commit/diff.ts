import { alignKeys } from './align.js'
import { diffArray } from './diff-array.js'
import { equal } from './equal.js'
import { kindOf } from './kinds.js'
import { isReservedName, leadsOn, type Patch, type PathKey } from './patch.js'
import { copyValue, isMapKey, isPrimitive, unsupported } from './values.js'
import { isLighter, weighPatches } from './weigh.js'

/** So few patches are never worth weighing against a replacement. */
const FEW = 3

/**
 * Appends to `patches` what makes `next` of `base`, of which `path` leads to both. What the two share is not looked
 * into; the values in the patches are copies. Where the patches of a container would be larger than the container,
 * and where patches cannot tell the change, there is one that replaces it.
 *
 * @throws LOCKSTEP_UNSUPPORTED for a value in `next` that cannot be shared
 */
export function diff(base: unknown, next: unknown, path: readonly PathKey[], patches: Patch[]): void {
  if (Object.is(base, next)) return
  const from = patches.length
  const key = path.at(-1)
  const told =
    key === undefined || leadsOn(key) ? diffContainers(base, next, path, patches) : equal(base, next)
  if (!told) {
    patches.length = from
    patches.push({ op: 'replace', path, value: copyValue(next, path) })
  } else if (patches.length - from > FEW && isLighter(next, weighPatches(patches, from))) {
    patches.length = from
    patches.push({ op: 'replace', path, value: copyValue(next, path) })
  }
}

/** @returns false if only a replacement will do */
function diffContainers(base: unknown, next: unknown, path: readonly PathKey[], patches: Patch[]): boolean {
  if (typeof base !== 'object' || typeof next !== 'object' || base === null || next === null) return false
  const kind = kindOf(next)
  if (kind === undefined || kind !== kindOf(base)) return false
  switch (kind) {
    case 'object':
      return diffPlain(base as Record<string, unknown>, next as Record<string, unknown>, path, patches)
    case 'array':
      return diffArray(base as unknown[], next as unknown[], path, patches, diff)
    case 'map':
      return diffMap(base as Map<PathKey, unknown>, next as Map<PathKey, unknown>, path, patches)
    case 'set':
      return diffSet(base as Set<unknown>, next as Set<unknown>, path, patches)
    default:
      return equal(base, next)
  }
}

function diffPlain(
  base: Record<string, unknown>,
  next: Record<string, unknown>,
  path: readonly PathKey[],
  patches: Patch[],
): boolean {
  const [symbol] = Object.getOwnPropertySymbols(next)
  if (symbol !== undefined) throw unsupported([...path, symbol], 'a property with a symbol as key')
  const { kept, removed, added } = alignKeys(Object.keys(base), Object.keys(next), true)
  if (removed.some(isReservedName) || added.some(isReservedName)) return false
  for (const key of kept) {
    if (Object.is(base[key], next[key])) continue
    // No patch may name it, or go through it.
    if (isReservedName(key)) {
      if (equal(base[key], next[key])) continue
      return false
    }
    diff(base[key], dataAt(next, key, path), [...path, key], patches)
  }
  for (const key of removed) patches.push({ op: 'remove', path: [...path, key] })
  for (const key of added) addEntry(key, dataAt(next, key, path), path, patches)
  return true
}

/** An accessor would be read once here and again by whoever has `next`. */
function dataAt(object: Record<string, unknown>, key: string, path: readonly PathKey[]): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(object, key)!
  if (descriptor.get !== undefined || descriptor.set !== undefined) {
    throw unsupported([...path, key], 'an accessor')
  }
  return descriptor.value
}

function diffMap(
  base: ReadonlyMap<PathKey, unknown>,
  next: ReadonlyMap<PathKey, unknown>,
  path: readonly PathKey[],
  patches: Patch[],
): boolean {
  const { kept, removed, added } = alignKeys([...base.keys()], [...next.keys()], false)
  // The copy that the replacement makes says what is wrong with the key.
  if (!added.every(isMapKey)) return false
  for (const key of kept) diff(base.get(key), next.get(key), [...path, key], patches)
  for (const key of removed) patches.push({ op: 'remove', path: [...path, key] })
  for (const key of added) addEntry(key, next.get(key), path, patches)
  return true
}

function addEntry(key: PathKey, value: unknown, path: readonly PathKey[], patches: Patch[]): void {
  const to = [...path, key]
  patches.push({ op: 'add', path: to, value: copyValue(value, to) })
}

/** Members that are objects are known by their identity alone, which processes do not share. */
function diffSet(
  base: ReadonlySet<unknown>,
  next: ReadonlySet<unknown>,
  path: readonly PathKey[],
  patches: Patch[],
): boolean {
  const before = [...base]
  const after = [...next]
  if (!before.every(isPrimitive) || !after.every(isPrimitive)) return equal(base, next)
  const { kept, removed, added } = alignKeys(before, after, false)
  let place = 0
  for (const member of removed) {
    // In the order of `before`: one pass finds them all.
    while (!Object.is(before[place], member)) place += 1
    patches.push({ op: 'remove', path: [...path, place], value: member })
  }
  added.forEach((member, index) => {
    patches.push({ op: 'add', path: [...path, kept.length + index], value: member })
  })
  return true
}
