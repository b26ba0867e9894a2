import { LockstepError } from '../errors/errors.js'
import { openSegmentLog, segmentDirectory } from '../log/segment-log.js'
import { createReplica, type Replica } from '../replica/replica.js'
import type { StoreDefinition } from './definition.js'
import { encodeInitialState } from './encode-initial-state.js'
import { type ResolvedOptions, resolveOptions } from './resolve.js'
import { warnAboutKeys } from './warn-about-keys.js'
import { warnAboutVersions } from './warn-about-versions.js'

/** One thread's attachment to a store, and the handles that share it. */
interface Attachment {
  readonly options: ResolvedOptions
  readonly replica: Replica<unknown>
  handles: number
}

/** Options that one attachment can have only once. */
const SHARED = [
  'schemaVersion',
  'readonly',
  'maxStateBytes',
  'logBytes',
  'title',
  'lockTimeout',
  'checks',
] as const satisfies readonly (keyof ResolvedOptions)[]

/** On the global object: two copies of this package, ES module and CommonJS, must not become two peers. */
const REGISTRY = Symbol.for('lockstep.attachments.1')

function registryOfThread(): Map<string, Attachment> {
  const holder = globalThis as { [REGISTRY]?: Map<string, Attachment> }
  holder[REGISTRY] ??= new Map()
  return holder[REGISTRY]
}

/**
 * This thread's attachment to the store that `definition` names; a new one if there is none.
 *
 * @param mayCreate whether the store is created where nobody has it
 * @returns the replica, and what a handle calls when it closes
 */
export function attach<State>(
  definition: StoreDefinition<State>,
  mayCreate: boolean,
): { replica: Replica<State>; leave: () => void } {
  const registry = registryOfThread()
  const options = resolveOptions(definition)
  const key = JSON.stringify([segmentDirectory(), options.scope, options.name])
  let attachment = registry.get(key)
  if (attachment === undefined || attachment.replica.ended !== undefined) {
    attachment = { options, replica: openReplica(definition, options, mayCreate), handles: 0 }
    registry.set(key, attachment)
  } else {
    assertSameOptions(attachment.options, options, definition)
  }
  attachment.handles += 1
  const joined = attachment
  return {
    replica: joined.replica as Replica<State>,
    leave() {
      joined.handles -= 1
      if (joined.handles > 0) return
      joined.replica.close()
      if (registry.get(key) === joined) registry.delete(key)
    },
  }
}

function openReplica<State>(
  definition: StoreDefinition<State>,
  options: ResolvedOptions,
  mayCreate: boolean,
): Replica<unknown> {
  const { name, scope, schemaVersion, readonly, title, lockTimeout, checks } = options
  const { initialState } = definition
  const create =
    mayCreate && !readonly && initialState !== undefined
      ? {
          initial: encodeInitialState(name, initialState),
          exclusive: options.exclusive!,
          logBytes: options.logBytes!,
          maxStateBytes: options.maxStateBytes!,
        }
      : undefined
  const log = openSegmentLog({
    name,
    scope,
    schemaVersion,
    readonly,
    title,
    lockTimeout,
    ...(create && { create }),
  })
  try {
    warnAboutVersions(name, scope, schemaVersion)
    const replica = createReplica<State>(log, { name, readonly, checks })
    if (checks && !log.created) warnAboutKeys(name, replica.head.state, initialState, log.peers())
    return replica as Replica<unknown>
  } catch (error) {
    log.close()
    throw error
  }
}

function assertSameOptions(
  open: ResolvedOptions,
  asked: ResolvedOptions,
  definition: StoreDefinition<unknown>,
): void {
  if (definition.exclusive)
    throw new LockstepError(
      'LOCKSTEP_EXISTS',
      `The store "${open.name}" is already open in this thread, and \`exclusive\` was asked for: use the store that is open, or close it first`,
    )
  for (const option of SHARED) {
    // What was left out agrees with anything; but who does not say `readonly` means to write.
    if (definition[option] === undefined && option !== 'readonly') continue
    if (open[option] === undefined || open[option] === asked[option]) continue
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      `The store "${open.name}" is already open in this thread with ${option} ${JSON.stringify(open[option])}, ` +
        `so it cannot be opened with ${option} ${JSON.stringify(asked[option])} too: use the same options, or close it first`,
    )
  }
}
