import { attach } from './attachments.js'
import type { StoreDefinition } from './definition.js'
import { createHandle } from './handle.js'
import type { Store } from './types.js'

/**
 * Opens a store that every process of this user on this machine shares, and creates it with `initialState` where there
 * is none. A store with a `name` lives as long as somebody has it open; one with a `file` until the file is removed.
 *
 * A thread has one attachment to a store: opening it again gives another handle of the same state, with subscriptions
 * and a `close` of its own.
 *
 * @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS (also where this thread has it open with other options),
 * LOCKSTEP_UNSUPPORTED (`initialState` cannot be shared; names the path), LOCKSTEP_NOT_FOUND (no `initialState`, or
 * `readonly`, and nobody has it open, or there is no such file; the file's directory is missing), LOCKSTEP_EXISTS
 * (`exclusive`), LOCKSTEP_NATIVE (shared memory is not available here), LOCKSTEP_PERMISSION, LOCKSTEP_PEERS,
 * LOCKSTEP_NO_SPACE, LOCKSTEP_BUSY, LOCKSTEP_DAMAGED (also: the file is not a store's), LOCKSTEP_LAYOUT. With a file
 * also LOCKSTEP_SCHEMA (it holds another schema, and there is no `migrate` from it) and LOCKSTEP_MIGRATE (`migrate`
 * failed; see the cause)
 *
 * @example
 * ```ts
 * const store = createStore({ name: 'acme.counter', initialState: { n: 0 } })
 * store.subscribe(state => console.log(state.n))
 * store.update(draft => { draft.n += 1 })
 * ```
 */
export function createStore<State>(definition: StoreDefinition<State>): Store<State> {
  return openHandle(definition, true)
}

/** @param mayCreate whether the store is created where nobody has it */
export function openHandle<State>(definition: StoreDefinition<State>, mayCreate: boolean): Store<State> {
  const { name, schemaVersion, inFile, replica, leave } = attach(definition, mayCreate)
  const { initialState } = definition
  return createHandle(replica, { name, schemaVersion, inFile, initialState, left: leave })
}
