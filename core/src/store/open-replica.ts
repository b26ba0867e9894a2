import { openSegmentLog } from '../log/segment-log.js'
import { createReplica, type Replica } from '../replica/replica.js'
import type { StoreDefinition } from './definition.js'
import { encodeInitialState } from './encode-initial-state.js'
import { migrateLog } from './migrate-log.js'
import type { ResolvedOptions } from './resolve.js'
import { warnAboutKeys } from './warn-about-keys.js'
import { warnAboutVersions } from './warn-about-versions.js'

/**
 * Attaches this thread to a shared store, creating or migrating it where that is due.
 *
 * @param options what `definition` means; a file by its real path
 * @param mayCreate whether the store is created where there is none
 */
export function openReplica<State>(
  definition: StoreDefinition<State>,
  options: ResolvedOptions,
  mayCreate: boolean,
): Replica<unknown> {
  const { name, scope, file, schemaVersion, readonly, title, lockTimeout, checks } = options
  const { initialState, migrate } = definition
  const create =
    mayCreate && !readonly && initialState !== undefined
      ? {
          initial: encodeInitialState(name, initialState),
          exclusive: options.exclusive!,
          logBytes: options.logBytes!,
          maxStateBytes: options.maxStateBytes!,
        }
      : undefined
  const migrates = migrate !== undefined && !readonly
  const log = openSegmentLog({
    name,
    scope,
    file,
    schemaVersion,
    migrates,
    readonly,
    title,
    lockTimeout,
    ...(create && { create }),
  })
  try {
    if (file === undefined) warnAboutVersions(name, scope, schemaVersion)
    if (migrates && log.schemaVersion() < schemaVersion) migrateLog(name, log, schemaVersion, migrate)
    const replica = createReplica<State>(log, { name, readonly, checks })
    if (checks && !log.created)
      warnAboutKeys({ name, inFile: file !== undefined }, replica.head.state, initialState, log.peers())
    return replica as Replica<unknown>
  } catch (error) {
    log.close()
    throw error
  }
}
