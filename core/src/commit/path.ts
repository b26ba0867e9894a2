import type { PathKey } from './patch.js'

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** A path as one would write it in code, for messages: `todos[3].owner`, `settings["font-size"]`. */
export function formatPath(path: readonly (PathKey | symbol)[]): string {
  if (path.length === 0) return 'the state itself'
  return path.map(formatKey).join('')
}

function formatKey(key: PathKey | symbol, index: number): string {
  if (typeof key === 'string') {
    if (!IDENTIFIER.test(key)) return `[${JSON.stringify(key)}]`
    return index === 0 ? key : `.${key}`
  }
  return typeof key === 'bigint' ? `[${key}n]` : `[${String(key)}]`
}
