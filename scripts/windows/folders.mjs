import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
/** Everything for Windows that is not in the repository. */
export const cache = join(root, '.cache', 'windows')
/** A copy of the repository, with packages for Windows. */
export const stage = join(cache, 'stage')
/** The addon and the tests' tool, cross-built. */
export const build = join(root, 'native', 'build', 'win32-x64')
