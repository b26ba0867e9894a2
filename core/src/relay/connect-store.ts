import { LockstepError } from '../errors/errors.js'
import type { StoreDefinition } from '../store/definition.js'
import { createHandle } from '../store/handle.js'
import { resolveOptions } from '../store/resolve.js'
import type { Store, WaitOptions } from '../store/types.js'
import { createClientReplica } from './client/client-replica.js'
import type { PortSource } from './client/link.js'
import { within } from './client/waits.js'

/** Options of `connectStore`. */
export interface ConnectOptions extends WaitOptions {
  /** What the server asks of its clients, if it does. */
  readonly token?: string
}

/**
 * Connects to a store that `serveStore` serves at the other end of a port, and resolves when its state is complete.
 * From then on it is a store like any other. Its own commits show at once, before the server has them; where others
 * commit first, the recipes run again on the newer state. `await store.confirmed()` says when they are through, and
 * `onRejected` when one is refused: it is taken back then, and subscribers see that.
 *
 * @param definition the store's, the same module as on the serving side; of it count `name`, `schemaVersion`,
 * `initialState` (what `getInitialState()` returns), `readonly`, `title` and `checks`
 * @param port what the client speaks through; or a function that makes it, which is called again after the connection
 * broke (and until the first one is there), with longer and longer pauses up to 5 s. Commits wait meanwhile, and each is
 * in the store exactly once in the end, whoever serves it then. What it throws only means that there is no port yet,
 * unless it is a LockstepError: that one ends the store
 * @param options `token`; `timeout` and `signal` for the wait until the state is complete
 *
 * @throws (rejects) LOCKSTEP_NAME, LOCKSTEP_OPTIONS, LOCKSTEP_NOT_FOUND (another store is served), LOCKSTEP_SCHEMA,
 * LOCKSTEP_PROTOCOL (another version of Lockstep, or no relay at the other end), LOCKSTEP_REFUSED (the token),
 * LOCKSTEP_DISCONNECTED, LOCKSTEP_TIMEOUT, the signal's reason
 *
 * @example
 * ```ts
 * const store = await connectStore(editor, () => new WebSocket('ws://127.0.0.1:8123'), { token })
 * store.update(draft => { draft.filter = 'done' })
 * await store.confirmed()
 * ```
 */
export async function connectStore<State>(
  definition: StoreDefinition<State>,
  port: PortSource,
  options: ConnectOptions = {},
): Promise<Store<State>> {
  const { name, schemaVersion, title, readonly, checks, file } = resolveOptions(definition)
  const { token = '' } = validated(name, options)
  const served = file === undefined ? name : ''
  let replica: ReturnType<typeof createClientReplica<State>> | undefined
  const complete = new Promise<void>((resolve, reject) => {
    const client = { name, served, schemaVersion, title, readonly, checks, token }
    replica = createClientReplica<State>(port, client, error =>
      error === undefined ? resolve() : reject(error),
    )
  })
  try {
    await within(name, 'was not there', options, complete)
  } catch (error) {
    replica?.close()
    throw error
  }
  const { initialState } = definition
  const { close } = replica!
  return createHandle(replica!, { name, schemaVersion, inFile: served === '', initialState, left: close })
}

function validated(name: string, options: ConnectOptions): ConnectOptions {
  const { token } = options
  if (token !== undefined && typeof token !== 'string') {
    throw new LockstepError('LOCKSTEP_OPTIONS', `The store "${name}" needs a string as token`)
  }
  return options
}
