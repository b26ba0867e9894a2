import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * The one path of a file, absolute and without links, however it is spelled: two spellings must not become two stores
 * of a thread, nor hang their doorbells in two places. What does not exist is left to whoever opens it.
 */
export function realPathOf(file: string): string {
  const path = resolve(file)
  return real(path) ?? join(real(dirname(path)) ?? dirname(path), basename(path))
}

/** The native one also knows how the names are written where case does not matter. */
function real(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}
