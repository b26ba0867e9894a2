import { bytesOf, viewType } from './binary.js'
import { errorParts } from './error-value.js'
import { kindOf } from './kinds.js'

/**
 * Whether two values of a state are the same through and through: no program could tell them apart but by identity.
 * So the order of keys counts, NaN equals NaN, and 0 does not equal -0.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const kind = kindOf(a)
  if (kind !== kindOf(b)) return false
  switch (kind) {
    case 'object':
      return equalPlain(a as Record<string, unknown>, b as Record<string, unknown>)
    case 'array':
      return equalLists(a as unknown[], b as unknown[])
    case 'map': {
      const [left, right] = [a as Map<unknown, unknown>, b as Map<unknown, unknown>]
      return left.size === right.size && equalLists([...left].flat(), [...right].flat())
    }
    case 'set': {
      const [left, right] = [a as Set<unknown>, b as Set<unknown>]
      return left.size === right.size && equalLists([...left], [...right])
    }
    default:
      return equalLeaves(a, b)
  }
}

function equalPlain(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a)
  const otherKeys = Object.keys(b)
  if (keys.length !== otherKeys.length) return false
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index]!
    if (key !== otherKeys[index] || !equal(a[key], b[key])) return false
  }
  return true
}

/** A hole is `undefined`, as it is in a copy. */
function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (!equal(a[index], b[index])) return false
  return true
}

/** For two objects of one kind that no patch goes into. */
function equalLeaves(a: object, b: object): boolean {
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime())
  if (a instanceof RegExp) return a.source === (b as RegExp).source && a.flags === (b as RegExp).flags
  if (a instanceof Error) return equalPlain({ ...errorParts(a) }, { ...errorParts(b) })
  if (ArrayBuffer.isView(a)) {
    return (
      viewType(a) === viewType(b as ArrayBufferView) && equalBytes(bytesOf(a), bytesOf(b as ArrayBufferView))
    )
  }
  return equalBytes(bytesOf(a as ArrayBuffer), bytesOf(b as ArrayBuffer))
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
