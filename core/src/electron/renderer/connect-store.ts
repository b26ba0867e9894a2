import { type ConnectOptions, connectThrough } from '../../relay/client/connect-through.js'
import type { StoreDefinition } from '../../store/definition.js'
import type { Store } from '../../store/types.js'
import { publicName } from '../public-name.js'
import { askMain } from './ask-main.js'
import { thisWindow } from './page-window.js'

/**
 * Connects a window's page to a store that Electron's main process (or a utility process) serves, and resolves when its
 * state is complete. It connects again by itself when whoever serves it was replaced; a page that was reloaded calls
 * it again. Otherwise it is the `connectStore` of `/relay`.
 *
 * @param definition the store's, the same module as in main; of it count `name`, `schemaVersion`, `initialState` (what
 * `getInitialState()` returns), `readonly`, `title` and `checks`
 * @param options `timeout` and `signal` for the wait until the state is complete, `token` if main asks for one
 *
 * @throws (rejects) LOCKSTEP_PRELOAD (this window has no preload of Lockstep's), LOCKSTEP_NOT_FOUND (main serves no
 * store of that name), LOCKSTEP_REFUSED (main does not serve it to this page), LOCKSTEP_NAME, LOCKSTEP_OPTIONS,
 * LOCKSTEP_SCHEMA, LOCKSTEP_PROTOCOL, LOCKSTEP_TIMEOUT, the signal's reason
 *
 * @example
 * ```ts
 * const store = await connectStore(editor)
 * store.update(draft => { draft.filter = 'done' })
 * ```
 */
export function connectStore<State>(
  definition: StoreDefinition<State>,
  options?: ConnectOptions,
): Promise<Store<State>> {
  return connectThrough(
    definition,
    { open: askMain(thisWindow, askedName(definition)), again: true },
    options,
  )
}

/** What is no definition at all, `connectStore` says best. */
function askedName(definition: StoreDefinition<unknown> | undefined): string {
  const { name, file } = definition ?? {}
  return name ?? publicName(String(file ?? ''), true)
}
