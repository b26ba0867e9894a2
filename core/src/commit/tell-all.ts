import { isReservedName, leadsOn, type Patch } from './patch.js'
import { isMapKey } from './values.js'

/**
 * Whether immer's patches tell everything that makes `next` of `base`: what they keep silent about would be lost. They
 * do not tell that a property or an entry was removed and set again, which moves it to the end, nor that a 0 came back
 * as -0, nor that something was changed and changed back, nor all that is done to an element which also stands in a new
 * object, or to an array that was emptied in between; and they name members of Sets by an identity that processes do
 * not share.
 *
 * All of these show as a difference without a patch. Looked at are the children of each container that a patch leads
 * through, which costs less than immer's copy of it. Not looked at is what no state holds: whether an array has holes,
 * and its properties that are no elements.
 */
export function tellAll(base: unknown, next: unknown, patches: readonly Patch[]): boolean {
  return countTold(base, next, patches, 0) === patches.length
}

/** Not a number, and neither is any sum with it: there is more, or something else, than the patches tell. */
const MORE = Number.NaN

const NONE: readonly Patch[] = []

/** @returns the number of differences that are told, of the patches whose first `depth` keys led here; or `MORE` */
function countTold(base: unknown, next: unknown, patches: readonly Patch[], depth: number): number {
  if (Array.isArray(base)) {
    return Array.isArray(next) ? countInArray(base, next, patches, depth) : MORE
  }
  if (base instanceof Map) {
    if (!(next instanceof Map) || !patches.every(patch => fitsMap(patch, depth))) return MORE
    return countInEntries(entriesOfMap(base), entriesOfMap(next), patches, depth)
  }
  if (!isPlain(base) || !isPlain(next) || patches.some(({ path }) => isReservedName(path[depth]!)))
    return MORE
  return countInEntries(entriesOfPlain(base), entriesOfPlain(next), patches, depth)
}

function fitsMap({ path }: Patch, depth: number): boolean {
  const key = path[depth]
  return isMapKey(key) && (path.length === depth + 1 || leadsOn(key))
}

function countInArray(
  base: readonly unknown[],
  next: readonly unknown[],
  patches: readonly Patch[],
  depth: number,
): number {
  if (differsElsewhere(base, next, patches, depth)) return MORE
  let count = 0
  let length = base.length
  for (const patch of patches) {
    const index = patch.path[depth] as number
    if (patch.path.length === depth + 1 && patch.op === 'add') {
      if (index !== length++) return MORE
      count += 1
    } else if (patch.path.length === depth + 1 && patch.op === 'remove') {
      if (index !== --length) return MORE
      count += 1
    } else {
      const here = leadingTo(index, patches, depth)
      if (!(index < base.length && index < next.length)) return MORE
      if (here[0] === patch) count += countAt(index, base[index], next[index], patches, depth)
    }
  }
  return length === next.length ? count : MORE
}

function differsElsewhere(
  base: readonly unknown[],
  next: readonly unknown[],
  patches: readonly Patch[],
  depth: number,
): boolean {
  const common = Math.min(base.length, next.length)
  for (let index = 0; index < common; index += 1) {
    const before = base[index]
    const after = next[index]
    // Object.is, which tells 0 from -0, is slower.
    if (before === after && before !== 0) continue
    if (!Object.is(before, after) && leadingTo(index, patches, depth).length === 0) return true
  }
  return false
}

interface Entries {
  readonly keys: readonly unknown[]
  readonly values: readonly unknown[]
}

function entriesOfMap(map: ReadonlyMap<unknown, unknown>): Entries {
  return { keys: [...map.keys()], values: [...map.values()] }
}

function entriesOfPlain(object: Record<string, unknown>): Entries {
  const keys = Object.keys(object)
  // Engines keep large objects as hash tables, which Object.values would sort a second time.
  return { keys, values: keys.length < 1000 ? Object.values(object) : keys.map(key => object[key]) }
}

function countInEntries(base: Entries, next: Entries, patches: readonly Patch[], depth: number): number {
  let count = 0
  let place = 0
  for (let index = 0; index < base.keys.length; index += 1) {
    const key = base.keys[index]
    // Each key is where it was, but for those before it that were removed, or it was removed itself.
    if (place < next.keys.length && Object.is(next.keys[place], key)) {
      const before = base.values[index]
      const after = next.values[place]
      if (!Object.is(before, after)) count += countAt(key, before, after, patches, depth)
      place += 1
    } else count += countRemoved(key, patches, depth)
  }
  for (const { op, path } of patches) {
    if (op !== 'add' || path.length !== depth + 1) continue
    if (!Object.is(path[depth], next.keys[place])) return MORE
    place += 1
    count += 1
  }
  return place === next.keys.length ? count : MORE
}

/** For a child that differs. */
function countAt(
  key: unknown,
  before: unknown,
  after: unknown,
  patches: readonly Patch[],
  depth: number,
): number {
  const here = leadingTo(key, patches, depth)
  if (here.length === 0) return MORE
  if (here.some(({ path }) => path.length === depth + 1)) {
    return here.length === 1 && here[0]!.op === 'replace' ? 1 : MORE
  }
  return countTold(before, after, here, depth + 1)
}

function countRemoved(key: unknown, patches: readonly Patch[], depth: number): number {
  const here = leadingTo(key, patches, depth)
  return here.length === 1 && here[0]!.op === 'remove' && here[0]!.path.length === depth + 1 ? 1 : MORE
}

function leadingTo(key: unknown, patches: readonly Patch[], depth: number): readonly Patch[] {
  if (patches.length === 1) return Object.is(patches[0]!.path[depth], key) ? patches : NONE
  return patches.filter(({ path }) => Object.is(path[depth], key))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
