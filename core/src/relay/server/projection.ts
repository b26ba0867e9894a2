import { kindOf } from '../../commit/kinds.js'
import type { PathKey } from '../../commit/patch.js'
import type { Patterns } from './patterns.js'

/** Cuts a part out of states. Equal parts of one state and the next are identical, as they are in the states. */
export interface Projection {
  /** The part of `state` that is shown. */
  show(state: unknown): unknown
  /**
   * The state whose shown part is `shown`, and whose other parts are those of `state`; `undefined` if `shown` differs
   * where nothing of it can be put back, say in an array of which not every element is shown whole.
   */
  putBack(state: unknown, shown: unknown): { readonly state: unknown } | undefined
}

const HIDDEN = Symbol('hidden')

export function createProjection(patterns: Patterns): Projection {
  const shownOf = new WeakMap<Patterns, WeakMap<object, unknown>>()

  function show(value: unknown, visible: Patterns | undefined): unknown {
    if (visible === undefined) return HIDDEN
    if (visible.whole) return value
    if (typeof value !== 'object' || value === null) return HIDDEN
    let known = shownOf.get(visible)
    if (known === undefined) {
      known = new WeakMap()
      shownOf.set(visible, known)
    }
    if (!known.has(value)) known.set(value, showContainer(value, visible))
    return known.get(value)
  }

  function showContainer(value: object, visible: Patterns): unknown {
    const kind = kindOf(value)
    if (kind === 'array') {
      return (value as unknown[]).map((item, index) => {
        const part = show(item, visible.child(index))
        return part === HIDDEN ? undefined : part
      })
    }
    if (kind === 'object') return Object.fromEntries(parts(Object.entries(value), visible))
    if (kind === 'map') return new Map(parts(value as Map<PathKey, unknown>, visible))
    return HIDDEN
  }

  function parts<Key extends PathKey>(
    entries: Iterable<[Key, unknown]>,
    visible: Patterns,
  ): [Key, unknown][] {
    const shown: [Key, unknown][] = []
    for (const [key, item] of entries) {
      const part = show(item, visible.child(key))
      if (part !== HIDDEN) shown.push([key, part])
    }
    return shown
  }

  return {
    show(state) {
      const shown = show(state, patterns)
      return shown === HIDDEN ? {} : shown
    },
    putBack(state, shown) {
      try {
        return { state: merge(state, shown, patterns) }
      } catch (error) {
        if (error === IMPOSSIBLE) return undefined
        throw error
      }
    },
  }

  function merge(value: unknown, shown: unknown, visible: Patterns | undefined): unknown {
    if (visible?.whole || Object.is(show(value, visible), shown)) return visible?.whole ? shown : value
    if (visible === undefined || typeof value !== 'object' || typeof shown !== 'object') throw IMPOSSIBLE
    if (value === null || shown === null || kindOf(value) !== kindOf(shown)) throw IMPOSSIBLE
    switch (kindOf(value)) {
      case 'object':
        return Object.fromEntries(
          mergeEntries(new Map(Object.entries(value)), new Map(Object.entries(shown)), visible),
        )
      case 'map':
        return mergeEntries(value as Map<PathKey, unknown>, shown as Map<PathKey, unknown>, visible)
      case 'array':
        return mergeArray(value as unknown[], shown as unknown[], visible)
      default:
        throw IMPOSSIBLE
    }
  }

  function mergeEntries<Key extends PathKey>(
    value: ReadonlyMap<Key, unknown>,
    shown: ReadonlyMap<Key, unknown>,
    visible: Patterns,
  ): Map<Key, unknown> {
    const merged = new Map<Key, unknown>()
    for (const [key, item] of value) {
      if (shown.has(key)) merged.set(key, merge(item, shown.get(key), visible.child(key)))
      else if (show(item, visible.child(key)) === HIDDEN) merged.set(key, item)
      // Gone from what is shown: only what is shown whole can be removed.
      else if (!visible.child(key)?.whole) throw IMPOSSIBLE
    }
    for (const [key, item] of shown) {
      if (value.has(key)) continue
      if (!visible.child(key)?.whole) throw IMPOSSIBLE
      merged.set(key, item)
    }
    return merged
  }

  function mergeArray(value: readonly unknown[], shown: readonly unknown[], visible: Patterns): unknown[] {
    const longest = Math.max(value.length, shown.length)
    const merged: unknown[] = []
    for (let index = 0; index < longest; index += 1) {
      const at = visible.child(index)
      if (index >= value.length || index >= shown.length) {
        if (!at?.whole) throw IMPOSSIBLE
        if (index < shown.length) merged.push(shown[index])
        continue
      }
      const hidden = show(value[index], at) === HIDDEN
      if (hidden && shown[index] !== undefined) throw IMPOSSIBLE
      merged.push(hidden ? value[index] : merge(value[index], shown[index], at))
    }
    return merged
  }
}

const IMPOSSIBLE = new Error('no part of the state can be put there')
