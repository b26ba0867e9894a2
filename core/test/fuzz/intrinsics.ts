import { runInNewContext } from 'node:vm'

// As they were, whatever becomes of them.
const { getOwnPropertyDescriptor, getPrototypeOf, is, isExtensible } = Object
const { ownKeys } = Reflect

interface Recorded {
  readonly object: object
  readonly name: string
  readonly prototype: object | null
  readonly extensible: boolean
  readonly keys: readonly (string | symbol)[]
  readonly properties: readonly PropertyDescriptor[]
}

/** What the language brings along, and of the host what decoding and its tests use. */
const ROOTS: readonly string[] = [
  ...runInNewContext('Object.getOwnPropertyNames(globalThis)').filter(
    (name: string) => name !== 'globalThis' && name !== 'console',
  ),
  'TextDecoder',
  'TextEncoder',
  'Buffer',
]

const LAZY = ['fetch', 'Headers', 'Request', 'Response', 'FormData', 'WebSocket', 'EventSource', 'crypto']

/** Things whose prototypes no property leads to. */
const HIDDEN: readonly object[] = [
  [].values(),
  new Map().values(),
  new Set().values(),
  ''[Symbol.iterator](),
  'a'.matchAll(/a/g),
  (function* () {})(),
  async () => {},
  (async function* () {})(),
]

/**
 * Remembers every intrinsic object, all properties of each by the identity of their values and accessors, and the
 * properties of the global object.
 * @returns tells the first thing that differs, if anything does
 */
export function recordIntrinsics(): () => string | undefined {
  // Node makes some globals when they are first looked at, and keeps more beside them on the global object.
  for (const name of LAZY) Reflect.get(globalThis, name)
  const everything = [record(globalThis, 'globalThis')]
  const seen = new Set<object>([globalThis])
  const pending: [unknown, string][] = ROOTS.map(name => [Reflect.get(globalThis, name), name])
  for (const thing of HIDDEN) pending.push([getPrototypeOf(thing), `prototype of ${String(thing)}`])
  for (const [value, name] of pending) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      continue
    seen.add(value)
    const recorded = record(value, name)
    everything.push(recorded)
    pending.push([recorded.prototype, `prototype of ${name}`])
    recorded.properties.forEach((property, index) => {
      const path = `${name}.${String(recorded.keys[index])}`
      pending.push([property.value, path], [property.get, `get ${path}`], [property.set, `set ${path}`])
    })
  }
  return () => {
    for (let index = 0; index < everything.length; index += 1) {
      const difference = differenceOf(everything[index]!)
      if (difference !== undefined) return difference
    }
    return undefined
  }
}

function record(object: object, name: string): Recorded {
  const keys = ownKeys(object)
  const properties = keys.map(key => getOwnPropertyDescriptor(object, key)!)
  return {
    object,
    name,
    prototype: getPrototypeOf(object),
    extensible: isExtensible(object),
    keys,
    properties,
  }
}

function differenceOf({
  object,
  name,
  prototype,
  extensible,
  keys,
  properties,
}: Recorded): string | undefined {
  if (getPrototypeOf(object) !== prototype) return `${name} has another prototype`
  if (isExtensible(object) !== extensible) return `${name} was frozen`
  const now = ownKeys(object)
  if (now.length !== keys.length) {
    const others = [...now.filter(key => !keys.includes(key)), ...keys.filter(key => !now.includes(key))]
    return `${name} has ${now.length} properties instead of ${keys.length}: ${others.map(String).join()}`
  }
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index]!
    const before = properties[index]!
    const after = getOwnPropertyDescriptor(object, key)
    if (
      after === undefined ||
      !is(after.value, before.value) ||
      after.get !== before.get ||
      after.set !== before.set ||
      after.writable !== before.writable ||
      after.enumerable !== before.enumerable ||
      after.configurable !== before.configurable
    )
      return `${name}.${String(key)} is another`
  }
  return undefined
}
