/** Whether two values count as equal. */
export type Equality<Value> = (a: Value, b: Value) => boolean

/**
 * Whether `a` and `b` hold identical things: arrays by their elements, plain objects by their properties, Maps
 * by their entries, Sets by their members. Anything else, Dates and typed arrays included, is equal only to itself.
 *
 * @example
 * ```tsx
 * const { x, y } = useStore(editor, state => ({ x: state.cursor.x, y: state.cursor.y }), shallow)
 * ```
 */
export function shallow(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (Array.isArray(a) && Array.isArray(b)) return sameElements(a, b)
  if (a instanceof Map && b instanceof Map) return sameEntries(a, b)
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every(member => b.has(member))
  return isPlain(a) && sameProperties(a as PlainObject, b as PlainObject)
}

type PlainObject = Readonly<Record<string, unknown>>

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // Object.prototype of this realm or of another: the one that has no prototype itself.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => Object.is(element, b[index]))
}

function sameEntries(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) if (!b.has(key) || !Object.is(value, b.get(key))) return false
  return true
}

function sameProperties(a: PlainObject, b: PlainObject): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(key => Object.hasOwn(b, key) && Object.is(a[key], b[key]))
}
