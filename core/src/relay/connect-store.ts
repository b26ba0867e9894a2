import type { StoreDefinition } from '../store/definition.js'
import type { Store } from '../store/types.js'
import { type ConnectOptions, connectThrough } from './client/connect-through.js'
import type { PortLike } from './port-like.js'
import { toPort } from './to-port.js'

/** What a client connects through: a port, or what makes a new one each time. */
export type PortSource = PortLike | (() => PortLike | Promise<PortLike>)

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
export function connectStore<State>(
  definition: StoreDefinition<State>,
  port: PortSource,
  options?: ConnectOptions,
): Promise<Store<State>> {
  const again = typeof port === 'function'
  const open = async () => toPort(again ? await port() : port)
  return connectThrough(definition, { open, again }, options)
}
