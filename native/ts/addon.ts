import { candidates, describeProcess } from './candidates.js'
import { lockstepError } from './errors.js'
import type { PartsAddon } from './parts/native.js'
import type { Neighbour, Segment, SegmentOptions } from './segment.js'

/** What the compiled addon exports. */
export interface Addon extends PartsAddon {
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
  const failures: Failure[] = []
  for (const { path, load } of candidates()) {
    try {
      addon = load() as Addon
      return addon
    } catch (cause) {
      failures.push({ path, cause })
    }
  }
  throw unavailable(failures)
}

interface Failure {
  readonly path: string
  readonly cause: unknown
}

function unavailable(failures: readonly Failure[]): Error {
  const tried = failures.map(({ path, cause }) => ` Tried ${path}: ${reasonOf(cause)}.`).join('')
  const remedy = failures.some(({ cause }) => !isMissing(cause))
    ? 'Install @lockstep/native anew, or compile it on this system: `npm run build` in the repository'
    : failures.length > 0
      ? 'The package has lost its binaries, as bundlers and archives do: keep @lockstep/native external, and unpack ' +
        '.node files. Or this is the repository, not yet built: `npm run build`'
      : 'There is no published binary for this system: compile it with `npm run build` in the repository'
  return lockstepError(
    'LOCKSTEP_NATIVE',
    `Lockstep's native addon cannot be loaded on ${describeProcess()}.${tried} ${remedy} (needs cmake and a C++20 ` +
      'compiler). docs/packaging.md has more.',
    failures.at(-1)?.cause,
  )
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n')[0]!.replace(/\.$/, '') : String(cause)
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
}
