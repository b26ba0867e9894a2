import { type DecodedState, encodeState } from '../commit/codec.js'
import { copyValue } from '../commit/values.js'
import { LockstepError } from '../errors/errors.js'
import { CONFLICT, FULL } from '../log/log.js'
import type { SegmentLog } from '../log/segment-log.js'
import { loadNewest } from '../replica/reader.js'
import { problemWithState } from './options.js'

/** What a definition's `migrate` is. */
export type Migrate = (state: unknown, from: number) => unknown

/**
 * Brings a file that holds an older schema to this program's, as one commit of the whole state. Older programs that
 * have it open may go on committing until then: who was slower than anybody else reads again, and finds either more to
 * migrate, or the schema that it wanted.
 *
 * @throws LOCKSTEP_MIGRATE, LOCKSTEP_FULL, LOCKSTEP_SCHEMA (a still newer program was faster), and what commits throw
 */
export function migrateLog(name: string, log: SegmentLog, schemaVersion: number, migrate: Migrate): void {
  for (;;) {
    const { state, version, origins } = loadNewest(name, log)
    // Asked after reading: it is the schema of what was read.
    const from = log.schemaVersion()
    if (from >= schemaVersion) return
    const bytes = migrated(name, { state, origins }, from, schemaVersion, migrate)
    const outcome = bytes.length > log.maxStateBytes ? FULL : log.migrate(version, bytes)
    if (outcome === FULL) throw full(name, bytes.length, log.maxStateBytes)
    if (outcome !== CONFLICT) return
  }
}

function migrated(
  name: string,
  { state, origins }: DecodedState,
  from: number,
  to: number,
  migrate: Migrate,
): Uint8Array {
  const failed = (what: string, cause?: unknown) =>
    new LockstepError(
      'LOCKSTEP_MIGRATE',
      `The file "${name}" holds a state of schema version ${from}, and migrate ${what} on the way to ${to}. ` +
        'The file is as it was: mend migrate and open it again',
      cause === undefined ? undefined : { cause },
    )
  let next: unknown
  try {
    next = migrate(state, from)
  } catch (error) {
    throw failed('threw an error (see the cause)', error)
  }
  if (typeof (next as { then?: unknown } | null | undefined)?.then === 'function') {
    // What becomes of it interests nobody any more.
    Promise.resolve(next).catch(() => {})
    throw failed('returned a promise, which nobody waits for,')
  }
  const problem = problemWithState(next)
  if (problem !== undefined) throw failed(`returned no plain object, array, Map or Set, but ${problem},`)
  try {
    return encodeState(copyValue(next, []), origins)
  } catch (error) {
    throw failed('returned what processes cannot share (see the cause)', error)
  }
}

function full(name: string, needed: number, most: number): LockstepError {
  return new LockstepError(
    'LOCKSTEP_FULL',
    `The file "${name}" cannot take its migrated state: that takes ${needed} bytes, and the file was made for ${most}. ` +
      'It is as it was; drop something in migrate, or copy the state to a new file with a larger maxStateBytes',
  )
}
