import { LockstepError } from '../errors/errors.js'
import { type Internals, internalsOf } from '../store/internals.js'
import type { Store, WaitOptions } from '../store/types.js'
import type { RelayPolicy } from './policy.js'
import type { PortLike } from './port-like.js'
import { createConnection } from './server/connection.js'
import { createGate } from './server/gate.js'
import { serviceOf } from './server/service.js'
import { toPort } from './to-port.js'
import { validatePolicy } from './validate-policy.js'

/** A client that is served. */
export interface ServedPort {
  /** What `onCommit` calls the client, once it has said who it is. */
  readonly id: string | undefined
  /** Whether it is served no more. */
  readonly closed: boolean
  /**
   * Resolves when everything that the client has committed until now is in the store or was refused, also what was
   * still on its way; at once if the client is gone. For the last moment before a window is closed.
   * @throws (rejects) LOCKSTEP_TIMEOUT, the signal's reason
   */
  drain(options?: WaitOptions): Promise<void>
  /** Serves it no more. A client that can connect elsewhere does so. */
  close(): void
}

/** What `serveStore` takes beside the policy. */
export interface ServeOptions<State> extends RelayPolicy<State> {
  /** What clients call the store in their definitions. Default: its name; of a store in a file, anything. */
  readonly name?: string
  /** Whether a client may come in with this token. Default: with any; a port is given only to those who may. */
  readonly authorise?: (token: string) => boolean
  /** Called once when the client is gone, or was sent away. */
  readonly onClose?: () => void
}

/**
 * Serves `store` to one client: to whatever calls `connectStore` at the other end of `port`. Bytes that make no sense
 * end the connection; they do nothing else. The client is a writer like any process, within the policy.
 *
 * @param store a mapped store or a memory store, which stays open: closing it ends its clients
 * @param port a `MessagePort` (of pages, Node or Electron), a worker, or a connected `WebSocket`; nobody else uses it
 * @param policy what the client may see and do. Default: everything
 *
 * @throws LOCKSTEP_OPTIONS (no port, no store that can be served, or a policy that says nothing), LOCKSTEP_CLOSED
 *
 * @example
 * ```ts
 * const { port1, port2 } = new MessageChannel()
 * serveStore(store, port1, { write: { 'todo/toggle': [['todos', '*', 'done']] } })
 * worker.postMessage(port2, [port2])
 * ```
 */
export function serveStore<State>(
  store: Store<State>,
  port: PortLike,
  policy: ServeOptions<State> = {},
): ServedPort {
  const { replica, schemaVersion, inFile } = assertServable(store)
  const { name } = store
  validatePolicy(name, policy as ServeOptions<unknown>)
  let closed = false
  const connection = createConnection({
    store,
    service: serviceOf(replica, schemaVersion),
    gate: createGate(name, policy),
    port: toPort(port),
    called: policy.name ?? (inFile ? undefined : name),
    authorised: policy.authorise ?? (() => true),
    ended() {
      closed = true
      policy.onClose?.()
    },
  })
  return {
    get id() {
      return connection.id
    },
    get closed() {
      return closed
    },
    drain: (waitOptions = {}) => connection.drain(waitOptions),
    close: () => connection.end(sentAway(name), false),
  }
}

/** @throws LOCKSTEP_OPTIONS, LOCKSTEP_CLOSED */
export function assertServable<State>(store: Store<State>): Internals<State> {
  const internals = internalsOf(store)
  if (internals?.replica.relayed === undefined) {
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      internals === undefined
        ? 'serveStore needs a store: pass what createStore or createMemoryStore returned'
        : `The store "${store.name}" is itself behind a relay, so it cannot be served: serve it where it is mapped`,
    )
  }
  if (store.closed)
    throw new LockstepError(
      'LOCKSTEP_CLOSED',
      `The store "${store.name}" is closed: open it before it is served`,
    )
  return internals
}

function sentAway(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_DISCONNECTED',
    `The store "${name}" is not served on this connection any more: connect again`,
  )
}
