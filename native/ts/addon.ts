import { createRequire } from 'node:module'
import { arch, platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Neighbour, Segment, SegmentOptions } from './segment.js'

/** What the compiled addon exports. */
export interface Addon {
  openSegment(options: SegmentOptions): Segment
  segmentDirectory(): string
  neighbours(prefix: string, own: string): Neighbour[]
  readonly layoutVersion: number
}

let addon: Addon | undefined

/**
 * The addon, loaded at the first call: importing this package has no side effects.
 * There is no fallback without it: a store of this process alone would be a split brain.
 *
 * @throws LOCKSTEP_NATIVE naming the platform, where it was looked for, the cause, and what to do
 */
export function loadAddon(): Addon {
  if (addon) return addon
  const path = fileURLToPath(new URL('../../build/Release/lockstep.node', import.meta.url))
  try {
    addon = createRequire(import.meta.url)(path) as Addon
    return addon
  } catch (cause) {
    throw unavailable(path, cause)
  }
}

function unavailable(path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
  const error = new Error(
    `Lockstep's native addon cannot be loaded on ${platform}-${arch} (${libc()}). Tried ${path}: ${reason}. ` +
      (platform === 'linux'
        ? 'Build it with `npm run build` in the repository (needs cmake and a C++20 compiler), and leave ' +
          'lockstep.node out of bundles and archives.'
        : 'This version of Lockstep runs on Linux.') +
      ' (LOCKSTEP_NATIVE: see docs/errors.md#lockstep_native)',
    { cause },
  )
  return Object.assign(error, { name: 'LockstepError', code: 'LOCKSTEP_NATIVE' })
}

function libc(): string {
  if (platform !== 'linux') return 'no libc to tell apart'
  const header = (process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined)
    ?.header
  return header?.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : 'musl'
}
