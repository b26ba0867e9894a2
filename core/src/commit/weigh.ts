import type { Patch } from './patch.js'

/** Roughly the bytes that the patches take when encoded. */
export function weighPatches(patches: readonly Patch[], from: number): number {
  let weight = 0
  for (let index = from; index < patches.length; index += 1) {
    const { path, value } = patches[index]!
    weight += 1 + weigh(path, Number.POSITIVE_INFINITY) + weigh(value, Number.POSITIVE_INFINITY)
  }
  return weight
}

/** Whether `value` takes less than about `limit` bytes when encoded. Looks at no more of it than it must. */
export function isLighter(value: unknown, limit: number): boolean {
  return weigh(value, limit) < limit
}

function weigh(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + 1
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 128 ? 1 : 4
  if (typeof value !== 'object' || value === null) return 1
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength
  let weight = 1
  for (const item of partsOf(value)) {
    weight += weigh(item, limit - weight)
    if (weight >= limit) break
  }
  return weight
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value)) return value
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return value
  return Object.entries(value).flat()
}
