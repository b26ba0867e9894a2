import { type Checks, createChecks } from '../commit/check.js'
import { isLockstepError, LockstepError } from '../errors/errors.js'
import type { StoreDefinition } from '../store/definition.js'
import { DEFAULT_SCHEMA_VERSION, developing } from '../store/environment.js'
import { createHandle } from '../store/handle.js'
import { validateOptions } from '../store/options.js'
import type { Store, WaitOptions } from '../store/types.js'
import { createClientReplica } from './client/client-replica.js'
import type { PortSource } from './client/link.js'
import { within } from './client/waits.js'

// What bundlers replace is exactly `process.env.NODE_ENV`.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

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
 * `initialState` (what `getInitialState()` returns), `readonly`, `title` and `checks`. Where `NODE_ENV` is `production`, the
 * definition is not validated here (`defineStore` does that), and `checks` are off: neither is in a page that is built so
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
  const checks = checksOf(definition)
  const name = definition.name ?? definition.file
  const { initialState, schemaVersion = DEFAULT_SCHEMA_VERSION, title = '', readonly = false } = definition
  const { token = '' } = validated(name, options)
  const served = definition.file === undefined ? name : ''
  let replica: ReturnType<typeof createClientReplica<State>> | undefined
  const complete = new Promise<void>((resolve, reject) => {
    const client = { name, served, schemaVersion, title, readonly, checks, token }
    replica = createClientReplica<State>(port, client, error =>
      error === undefined ? resolve() : reject(error),
    )
  })
  // Where the signal is aborted already, nobody waits for it.
  complete.catch(() => {})
  try {
    await within(name, 'was not there', options, complete)
  } catch (error) {
    replica?.close()
    throw error
  }
  const { close } = replica!
  return createHandle(replica!, { name, schemaVersion, inFile: served === '', initialState, left: close })
}

/** Undefined without checks. As a condition of its own, so that pages built for production leave out what is behind it. */
function checksOf(definition: StoreDefinition<unknown>): Checks | undefined {
  try {
    if (process.env.NODE_ENV !== 'production') return developmentChecks(definition)
  } catch (error) {
    // Anything else says that this page has no `process`.
    if (isLockstepError(error)) throw error
  }
  return undefined
}

function developmentChecks(definition: StoreDefinition<unknown>): Checks | undefined {
  validateOptions(definition)
  return (definition.checks ?? developing()) ? createChecks() : undefined
}

function validated(name: string, options: ConnectOptions): ConnectOptions {
  const { token } = options
  if (typeof name !== 'string')
    throw new LockstepError('LOCKSTEP_NAME', 'A store needs a name: pass its definition')
  if (token !== undefined && typeof token !== 'string') {
    throw new LockstepError('LOCKSTEP_OPTIONS', `The store "${name}" needs a string as token`)
  }
  return options
}
