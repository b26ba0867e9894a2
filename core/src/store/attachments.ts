import { LockstepError } from '../errors/errors.js'
import { segmentDirectory } from '../log/segment-log.js'
import type { Replica } from '../replica/replica.js'
import type { StoreDefinition } from './definition.js'
import { realPathOf } from './file-path.js'
import { openReplica } from './open-replica.js'
import { type ResolvedOptions, resolveOptions } from './resolve.js'

/** One thread's attachment to a store, and the handles that share it. */
interface Attachment {
  readonly options: ResolvedOptions
  readonly replica: Replica<unknown>
  handles: number
}

/** What a handle is made of. */
export interface Joined<State> {
  /** What the store is called: its name, or the real path of its file. */
  readonly name: string
  readonly schemaVersion: number
  /** Whether `name` is a file's path. */
  readonly inFile: boolean
  readonly replica: Replica<State>
  /** To be called once, when the handle closes. */
  readonly leave: () => void
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
 * @param mayCreate whether the store is created where there is none
 */
export function attach<State>(definition: StoreDefinition<State>, mayCreate: boolean): Joined<State> {
  const registry = registryOfThread()
  const options = withRealPath(resolveOptions(definition))
  const key = JSON.stringify(
    options.file === undefined ? [segmentDirectory(), options.scope, options.name] : ['file', options.file],
  )
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
    name: options.name,
    schemaVersion: options.schemaVersion,
    inFile: options.file !== undefined,
    replica: joined.replica as Replica<State>,
    leave() {
      joined.handles -= 1
      if (joined.handles > 0) return
      if (options.file !== undefined) flushAsLast(joined)
      joined.replica.close()
      if (registry.get(key) === joined) registry.delete(key)
    },
  }
}

function withRealPath(options: ResolvedOptions): ResolvedOptions {
  if (options.file === undefined) return options
  const file = realPathOf(options.file)
  return { ...options, file, name: file }
}

/**
 * What nobody has open any more should not have to fear a power cut. A courtesy of who closes last: there is nobody to
 * tell if it fails, and who has to know flushes before.
 */
function flushAsLast({ options, replica }: Attachment): void {
  if (options.readonly || replica.ended !== undefined) return
  try {
    if (replica.peers().length === 1) void replica.flush()
  } catch {
    // The commits are in the file as the operating system has it: only a power cut before it is written loses them.
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
    // What was left out agrees with anything; but who does not say `readonly` means to write, and who names no schema
    // means the first one.
    if (definition[option] === undefined && option !== 'readonly' && option !== 'schemaVersion') continue
    if (open[option] === undefined || open[option] === asked[option]) continue
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      `The store "${open.name}" is already open in this thread with ${option} ${JSON.stringify(open[option])}, ` +
        `so it cannot be opened with ${option} ${JSON.stringify(asked[option])} too: use the same options, or close it first`,
    )
  }
}
