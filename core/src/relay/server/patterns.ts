import type { PathKey } from '../../commit/patch.js'
import type { PathPattern } from '../policy.js'

/** Many path patterns, seen from one place of a state. */
export interface Patterns {
  /** Whether all that is here is meant. */
  readonly whole: boolean
  /** The same, seen from the child that `key` leads to; `undefined` where nothing there is meant. */
  child(key: PathKey): Patterns | undefined
}

export function compilePatterns(patterns: readonly PathPattern[]): Patterns {
  const whole = patterns.some(pattern => pattern.length === 0)
  const children = new Map<PathKey, Patterns | undefined>()
  const forAny = tails(patterns, '*')
  // Keys that no pattern names all lead to the same patterns: a state has many of them, a policy few.
  const other = forAny.length === 0 ? undefined : lazily(() => compilePatterns(forAny))
  const named = new Set(patterns.flatMap(pattern => pattern.slice(0, 1)))
  named.delete('*')

  return {
    whole,
    child(key) {
      if (!named.has(key)) return other?.()
      let child = children.get(key)
      if (child === undefined) {
        child = compilePatterns([...tails(patterns, key), ...forAny])
        children.set(key, child)
      }
      return child
    },
  }
}

function tails(patterns: readonly PathPattern[], key: PathKey): PathPattern[] {
  return patterns.filter(pattern => pattern.length > 0 && pattern[0] === key).map(pattern => pattern.slice(1))
}

function lazily<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= make()
    return value
  }
}
