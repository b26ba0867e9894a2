import { current, isDraft } from 'immer'
import { LockstepError } from '../errors/errors.js'
import { bytesOf, viewOver, viewType } from './binary.js'
import { createError, errorParts } from './error-value.js'
import { kindOf } from './kinds.js'
import type { PathKey, Primitive } from './patch.js'
import { formatPath } from './path.js'

/**
 * How deep a state may be nested, and what decoding accepts: far beyond any sensible state, and far from overflowing
 * the stack of a function that walks it.
 */
export const MAX_DEPTH = 1000

/** Where a walk is: the keys that led there and the objects on the way, to find cycles. */
interface Walk {
  readonly path: PathKey[]
  readonly ancestors: object[]
}

/** Whether a value is copied by being assigned. Functions and symbols are none: they cannot be shared. */
export function isPrimitive(value: unknown): value is Primitive {
  return (
    value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
  )
}

/** What a Map of a state can have as key. */
export function isMapKey(value: unknown): value is PathKey {
  return value !== undefined && isPrimitive(value)
}

/**
 * A deep copy of what a commit puts into the state at `path`: afterwards nothing of it belongs to the caller.
 *
 * Kept is what structured clone keeps of plain data. Holes in arrays become `undefined`, objects without a prototype
 * plain ones; what is not enumerable, and properties of arrays other than the elements, is left out.
 *
 * @throws LOCKSTEP_UNSUPPORTED, naming the path, for what cannot be shared: functions, symbols, instances of classes,
 * promises, weak collections, drafts that were revoked, cycles, accessors, a property `__proto__`, Map keys that are objects or
 * undefined, deeper nesting than `MAX_DEPTH`.
 */
export function copyValue<Value>(value: Value, path: readonly PathKey[]): Value {
  if (isPrimitive(value)) return value
  const walk = { path: path.slice(), ancestors: [] }
  try {
    return copy(value, walk) as Value
  } catch (error) {
    // immer looks for drafts neither into new Sets nor into what is frozen: they stay there, revoked.
    if (error instanceof TypeError) throw unsupported(walk.path, 'a draft, and its recipe has ended', error)
    throw error
  }
}

function copy(value: unknown, walk: Walk): unknown {
  if (isPrimitive(value)) return value
  if (typeof value !== 'object' || value === null) throw unsupported(walk.path, `a ${typeof value}`)
  const { path, ancestors } = walk
  if (ancestors.includes(value)) throw unsupported(path, 'a reference back to what contains it (a cycle)')
  if (path.length >= MAX_DEPTH) throw unsupported(path, `nested more than ${MAX_DEPTH} levels deep`)
  ancestors.push(value)
  const copied = copyObject(value, walk)
  ancestors.pop()
  return copied
}

function copyObject(value: object, walk: Walk): unknown {
  switch (kindOf(value)) {
    case 'object':
      return copyPlain(value as Record<string, unknown>, walk)
    case 'array':
      return copyArray(value as unknown[], walk)
    case 'map':
      return copyMap(value as Map<unknown, unknown>, walk)
    case 'set':
      return copySet(value as Set<unknown>, walk)
    case 'date':
      return new Date((value as Date).getTime())
    case 'regexp':
      return new RegExp((value as RegExp).source, (value as RegExp).flags)
    case 'error':
      return copyError(value, walk)
    case 'buffer':
      return copyBytes(value as ArrayBuffer, walk).buffer
    case 'view':
      return copyView(value as ArrayBufferView, walk)
    default:
      // Drafts of Maps and Sets are instances of immer's own classes.
      if (isDraft(value)) return copy(current(value), walk)
      throw unsupported(walk.path, describe(value))
  }
}

function copyPlain(value: Record<string, unknown>, walk: Walk): object {
  if (Object.getOwnPropertySymbols(value).length > 0)
    throw unsupported(walk.path, 'an object with a symbol as key')
  const copied: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)!
    walk.path.push(key)
    if (key === '__proto__') throw unsupported(walk.path, 'a property named __proto__')
    if (descriptor.get !== undefined || descriptor.set !== undefined)
      throw unsupported(walk.path, 'an accessor')
    copied[key] = copy(descriptor.value, walk)
    walk.path.pop()
  }
  return copied
}

function copyArray(value: readonly unknown[], walk: Walk): unknown[] {
  const copied: unknown[] = []
  for (let index = 0; index < value.length; index += 1) copied.push(copyAt(index, value[index], walk))
  return copied
}

function copyMap(value: ReadonlyMap<unknown, unknown>, walk: Walk): Map<unknown, unknown> {
  const copied = new Map<unknown, unknown>()
  for (const [key, item] of value) {
    if (!isMapKey(key)) throw unsupported(walk.path, `a Map with a key that is ${describeKey(key)}`)
    copied.set(key, copyAt(key, item, walk))
  }
  return copied
}

function copySet(value: ReadonlySet<unknown>, walk: Walk): Set<unknown> {
  const copied = new Set<unknown>()
  for (const member of value) copied.add(copyAt(copied.size, member, walk))
  return copied
}

function copyAt(key: PathKey, value: unknown, walk: Walk): unknown {
  if (isPrimitive(value)) return value
  walk.path.push(key)
  const copied = copy(value, walk)
  walk.path.pop()
  return copied
}

function copyError(value: object, walk: Walk): Error {
  const parts = errorParts(value)
  return createError('cause' in parts ? { ...parts, cause: copyAt('cause', parts.cause, walk) } : parts)
}

function copyView(value: ArrayBufferView, walk: Walk): ArrayBufferView {
  const type = viewType(value)
  if (type === undefined) throw unsupported(walk.path, describe(value))
  return viewOver(type, copyBytes(value, walk))
}

function copyBytes(value: ArrayBuffer | ArrayBufferView, walk: Walk): Uint8Array {
  try {
    return bytesOf(value).slice()
  } catch (error) {
    throw unsupported(walk.path, 'a buffer that was transferred away', error)
  }
}

function describe(value: object): string {
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor
    ?.name
  return typeof name === 'string' && name !== ''
    ? `an instance of ${name}`
    : 'an object with a prototype of its own'
}

function describeKey(key: unknown): string {
  return key === undefined ? 'undefined' : typeof key === 'object' ? 'an object' : `a ${typeof key}`
}

/** The error for a value that cannot be shared. */
export function unsupported(
  path: readonly (PathKey | symbol)[],
  what: string,
  cause?: unknown,
): LockstepError {
  return new LockstepError(
    'LOCKSTEP_UNSUPPORTED',
    `${formatPath(path)} is ${what}, which processes cannot share: put plain data there (objects, arrays, Map, Set, ` +
      'Date, RegExp, Error, typed arrays, primitives). Nothing was committed',
    cause === undefined ? undefined : { cause },
  )
}
