import { LockstepError } from '../errors/errors.js'
import { assertServable } from '../relay/serve-store.js'
import { internalsOf } from '../store/internals.js'
import type { Store } from '../store/types.js'
import { publicName } from './public-name.js'

// biome-ignore lint/suspicious/noExplicitAny: stores of several states, none of which is looked into here.
export type AnyStore = Store<any>

/** A store, several of them, or an object of them by the names that pages ask for. */
export type SomeStores = AnyStore | readonly AnyStore[] | Readonly<Record<string, AnyStore>>

/**
 * Stores by what pages call them.
 * @throws LOCKSTEP_OPTIONS (none, not a store, or two of one name), LOCKSTEP_CLOSED
 */
export function namedStores(given: SomeStores): ReadonlyMap<string, AnyStore> {
  const entries = entriesOf(given)
  const stores = new Map(entries)
  for (const store of stores.values()) assertServable(store)
  if (stores.size === 0)
    throw new LockstepError('LOCKSTEP_OPTIONS', 'No store was given to be served: pass at least one')
  if (stores.size < entries.length) {
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      `Two of the stores to serve have the same name (${entries.map(([name]) => name).join(', ')}): ` +
        'give them names of their own: serveWindows({ one: store, other: anotherStore })',
    )
  }
  return stores
}

function entriesOf(given: SomeStores): readonly (readonly [string, AnyStore])[] {
  if (internalsOf(given as AnyStore) !== undefined) return [byItsName(given as AnyStore)]
  if (Array.isArray(given)) return given.map(byItsName)
  return Object.entries(given ?? {})
}

function byItsName(store: AnyStore): readonly [string, AnyStore] {
  return [publicName(store?.name ?? '', internalsOf(store)?.inFile ?? false), store]
}
