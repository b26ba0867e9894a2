import { VIEW_TYPES } from '../../src/commit/binary.js'
import type { Kind } from '../../src/commit/kinds.js'
import type { Commit } from '../../src/commit/patch.js'
import { isMapKey, MAX_DEPTH } from '../../src/commit/values.js'

/** All prototypes that objects of a decoded value may have. */
const KINDS = new Map<object | null, Kind>([
  [Object.prototype, 'object'],
  [Array.prototype, 'array'],
  [Map.prototype, 'map'],
  [Set.prototype, 'set'],
  [Date.prototype, 'date'],
  [RegExp.prototype, 'regexp'],
  [ArrayBuffer.prototype, 'buffer'],
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
    ({ prototype }) => [prototype, 'error'] as const,
  ),
  ...VIEW_TYPES.map(({ prototype }) => [prototype, 'view'] as const),
])

/** The own properties of a kind beside its content. */
const OWN: Partial<Record<Kind, readonly string[]>> = {
  regexp: ['lastIndex'],
  error: ['message', 'stack', 'cause'],
}

const TAGS: Partial<Record<Kind, string>> = {
  object: '[object Object]',
  array: '[object Array]',
  map: '[object Map]',
  set: '[object Set]',
  date: '[object Date]',
  regexp: '[object RegExp]',
  error: '[object Error]',
  buffer: '[object ArrayBuffer]',
}

/**
 * What a decoded value, or a state made of such, has that none may have: an object whose prototype is not the built-in
 * one of a kind of value, properties that are none of its kind's, holes, nesting without limit, memory of others.
 *
 * @param depth how many containers the value is in
 */
export function oddityOf(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value !== 'object' || value === null) return undefined
  const kind = KINDS.get(Object.getPrototypeOf(value))
  if (kind === undefined) return 'an object with a prototype that no value has'
  if (kind !== 'view' && Object.prototype.toString.call(value) !== TAGS[kind]) return `a ${kind} that is none`
  switch (kind) {
    case 'object':
      return Reflect.ownKeys(value).some(key => typeof key === 'symbol')
        ? 'a property named by a symbol'
        : oddityOfParts(Object.values(value), depth)
    case 'array':
      // A hole has no key.
      return Reflect.ownKeys(value).length === (value as unknown[]).length + 1
        ? oddityOfParts(value as unknown[], depth)
        : 'an array with holes, or with other properties'
    case 'map':
      return (
        oddityOfProperties(value, kind) ??
        ([...(value as Map<unknown, unknown>).keys()].every(isMapKey) ? undefined : 'a key that is none') ??
        oddityOfParts((value as Map<unknown, unknown>).values(), depth)
      )
    case 'set':
      return oddityOfProperties(value, kind) ?? oddityOfParts(value as Set<unknown>, depth)
    case 'error':
      return oddityOfProperties(value, kind) ?? oddityOfError(value as Error, depth)
    case 'view': {
      const { buffer, byteLength } = value as ArrayBufferView
      return buffer.byteLength === byteLength ? undefined : 'a view into a larger buffer'
    }
    default:
      return oddityOfProperties(value, kind)
  }
}

export function oddityOfCommit({ label, patches }: Commit): string | undefined {
  if (label !== undefined && typeof label !== 'string') return 'a label that is no text'
  for (const { op, path, value } of patches) {
    if (!['add', 'replace', 'remove'].includes(op)) return 'an operation that is none'
    if (!path.every(isMapKey)) return 'a key in a path that is none'
    const oddity = oddityOf(value, path.length)
    if (oddity !== undefined) return oddity
  }
  return undefined
}

function oddityOfParts(parts: Iterable<unknown>, depth: number): string | undefined {
  if (depth >= MAX_DEPTH) return 'something nested too deep'
  for (const part of parts) {
    const oddity = oddityOf(part, depth + 1)
    if (oddity !== undefined) return oddity
  }
  return undefined
}

function oddityOfProperties(value: object, kind: Kind): string | undefined {
  const other = Reflect.ownKeys(value).find(key => !OWN[kind]?.includes(key as string))
  return other === undefined ? undefined : `a ${kind} with the property ${String(other)}`
}

function oddityOfError({ message, stack, cause }: Error, depth: number): string | undefined {
  if (typeof message !== 'string') return 'an error whose message is no text'
  if (stack !== undefined && typeof stack !== 'string') return 'an error whose stack is no text'
  return oddityOfParts([cause], depth)
}
