import { LockstepError } from '../errors/errors.js'
import { createMemoryHub } from '../log/memory-hub.js'
import { attachMemoryLog } from '../log/memory-log.js'
import { createReplica } from '../replica/replica.js'
import type { CreatingDefinition, CreatingFileDefinition } from './definition.js'
import { encodeInitialState } from './encode-initial-state.js'
import { createHandle } from './handle.js'
import { resolveOptions } from './resolve.js'
import type { Store } from './types.js'

/**
 * A store of this thread alone, for tests, Storybook, pages and server rendering: the same replica as a shared
 * store's, over a log in memory. Every call gives a new, independent store. It needs nothing of Node.
 *
 * `scope`, `exclusive`, `lockTimeout` and `migrate` have no meaning here. A definition with `file` may be given too, so
 * that tests of a program need none: the store is called by the path as it was written, and the file is not touched.
 *
 * @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS, LOCKSTEP_UNSUPPORTED (`initialState` cannot be shared; names the path),
 * LOCKSTEP_FULL (`initialState` is larger than `maxStateBytes`)
 *
 * @example
 * ```ts
 * const store = createMemoryStore(editor)
 * store.update(draft => { draft.filter = 'done' })
 * expect(store.getState().filter).toBe('done')
 * ```
 */
export function createMemoryStore<State>(
  definition: CreatingDefinition<State> | CreatingFileDefinition<State>,
): Store<State> {
  const options = resolveOptions(definition)
  const { name, readonly, checks, title } = options
  if (definition.initialState === undefined) {
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      `The memory store "${name}" needs an initialState: nobody else has one`,
    )
  }
  const hub = createMemoryHub({
    initial: encodeInitialState(name, definition.initialState),
    maxStateBytes: options.maxStateBytes!,
    logBytes: options.logBytes!,
  })
  const replica = createReplica<State>(attachMemoryLog(hub, title), { name, readonly, checks })
  return createHandle(replica, {
    name,
    schemaVersion: options.schemaVersion,
    inFile: definition.file !== undefined,
    initialState: definition.initialState,
    left: replica.close,
  })
}
