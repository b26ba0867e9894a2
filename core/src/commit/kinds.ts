/** The objects that a state can hold. Everything else is unsupported. */
export type Kind = 'object' | 'array' | 'map' | 'set' | 'date' | 'regexp' | 'error' | 'buffer' | 'view'

const toTag = Object.prototype.toString
const prototypeOf = Object.getPrototypeOf as (value: object) => object | null

/** The prototypes of this realm, which nearly all values have. */
const known = new Map<object | null, Kind>([
  [null, 'object'],
  [Object.prototype, 'object'],
  [Array.prototype, 'array'],
  [Map.prototype, 'map'],
  [Set.prototype, 'set'],
  [Date.prototype, 'date'],
  [RegExp.prototype, 'regexp'],
  [ArrayBuffer.prototype, 'buffer'],
])

/** For other realms: how to tell a kind by its internal slots, which no tag and no prototype can fake. */
const brands: Record<string, { readonly kind: Kind; readonly has: (value: object) => unknown }> = {
  '[object Map]': { kind: 'map', has: value => Map.prototype.has.call(value, 0) },
  '[object Set]': { kind: 'set', has: value => Set.prototype.has.call(value, 0) },
  '[object Date]': { kind: 'date', has: value => Date.prototype.getTime.call(value) },
  '[object RegExp]': { kind: 'regexp', has: value => regExpSource.call(value) },
  '[object ArrayBuffer]': { kind: 'buffer', has: value => bufferLength.call(value) },
}

const regExpSource = getterOf(RegExp.prototype, 'source')
const bufferLength = getterOf(ArrayBuffer.prototype, 'byteLength')

function getterOf(prototype: object, name: string): (this: object) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!
}

/** Whether `value` is an object that patches can go into; others are replaced as a whole. */
export function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const kind = kindOf(value)
  return kind === 'object' || kind === 'array' || kind === 'map' || kind === 'set'
}

/**
 * What `value` is, whichever realm it comes from; `undefined` for what a state cannot hold: class instances, promises,
 * weak collections and so on. Errors of any class count as errors, as they do for structured clone.
 */
export function kindOf(value: object): Kind | undefined {
  let prototype: object | null
  try {
    prototype = prototypeOf(value)
  } catch {
    // A draft that has been revoked.
    return undefined
  }
  const kind = known.get(prototype)
  if (kind !== undefined) return isGenuine(value, kind) ? kind : undefined
  if (ArrayBuffer.isView(value)) return 'view'
  const tag = toTag.call(value)
  if (tag === '[object Error]' || value instanceof Error) return 'error'
  if (!isBuiltIn(prototype!, tag)) return undefined
  if (Array.isArray(value)) return 'array'
  if (tag === '[object Object]') return 'object'
  const brand = brands[tag]
  return brand !== undefined && hasBrand(value, brand.has) ? brand.kind : undefined
}

/** Objects of another realm: their prototype is that realm's built-in one, not that of a class of its program. */
function isBuiltIn(prototype: object, tag: string): boolean {
  const parent = prototypeOf(prototype)
  if (parent !== null && prototypeOf(parent) !== null) return false
  const own = Object.getOwnPropertyDescriptor(prototype, 'constructor')
  const name = typeof own?.value === 'function' ? own.value.name : undefined
  if (name !== tag.slice('[object '.length, -1)) return false
  return name !== 'Object' || parent === null
}

/** `Object.create(Map.prototype)` has a Map's prototype and is none. */
function isGenuine(value: object, kind: Kind): boolean {
  if (kind === 'object') return true
  if (kind === 'array') return Array.isArray(value)
  return hasBrand(value, brands[toTag.call(value)]?.has)
}

function hasBrand(value: object, has: ((value: object) => unknown) | undefined): boolean {
  try {
    has?.(value)
    return has !== undefined
  } catch {
    return false
  }
}
