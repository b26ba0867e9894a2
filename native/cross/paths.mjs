import { join } from 'node:path'

export const native = join(import.meta.dirname, '..')
/** Where the binaries go that are published. Not in git. */
export const prebuilds = join(native, 'prebuilds')
/** What may be thrown away at any time: the compiler, its objects, the build folders. Not in git. */
export const cache = join(native, '../.cache')
