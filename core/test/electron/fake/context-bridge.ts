/** What `contextBridge` makes of a value: a frozen copy without prototypes, whose functions are others each time. */
export function bridged(value: unknown, depth = 0): unknown {
  if (depth > 1000) throw new Error('Electron contextBridge recursion depth exceeded.')
  if (typeof value === 'function') {
    return (...args: unknown[]) =>
      bridged(
        Reflect.apply(
          value,
          undefined,
          args.map(item => bridged(item)),
        ),
      )
  }
  if (typeof value === 'symbol') throw new Error('An object could not be cloned.')
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Promise) return value.then(result => bridged(result))
  if (Array.isArray(value)) return Object.freeze(value.map(item => bridged(item, depth + 1)))
  if (ArrayBuffer.isView(value) || value instanceof Date || value instanceof Error)
    return structuredClone(value)
  // Own properties only: of a port nothing is left.
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bridged(item, depth + 1)])),
  )
}
