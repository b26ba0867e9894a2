import type { Connection, RejectedEvent, Store, StoreDefinition } from '@lockstep/core'
import { createContext, createElement, type ReactNode, useContext } from 'react'
import { optionsError } from './options-error.js'
import { type StoreSource, useSettledStore } from './settled-store.js'
import type { Equality } from './shallow.js'
import { useConnection } from './use-connection.js'
import { usePeers } from './use-peers.js'
import { useRejected } from './use-rejected.js'
import { useStore } from './use-store.js'
import { type Update, useUpdate } from './use-update.js'
import type { PresentPeer } from './watch-peers.js'

/** Props of a context's `Provider`. */
export interface ProviderProps<State> {
  /**
   * The store, or a promise of one. Make it outside of rendering: whoever made it also closes it, the Provider
   * never does.
   */
  readonly store: StoreSource<State>
  /** Shown instead of `children` while the promise is pending. Default: nothing. */
  readonly fallback?: ReactNode
  readonly children?: ReactNode
}

/**
 * What `createStoreContext` returns: hooks that find their store in the tree. They are those of this package with the
 * Provider's store, and throw LOCKSTEP_OPTIONS outside of a Provider.
 */
export interface StoreContext<State> {
  /**
   * Gives `store` to the tree below. The children are rendered once there is a store, so what they read is complete. Given
   * another store, they go over to it; given another promise, they make way for the fallback until it settles.
   *
   * @throws while rendering, the reason of a rejected promise: put an error boundary around it.
   */
  readonly Provider: (props: ProviderProps<State>) => ReactNode
  readonly useStore: ContextUseStore<State>
  readonly useUpdate: () => Update<State>
  readonly useConnection: () => Connection
  readonly usePeers: () => readonly PresentPeer[]
  readonly useRejected: (listener: (event: RejectedEvent) => void) => void
  /** The Provider's store itself: for `confirmed()`, `onCommit` and what else there is no hook for. */
  readonly useHandle: () => Store<State>
}

interface ContextUseStore<State> {
  (): State
  <Selected>(selector: (state: State) => Selected, equality?: Equality<Selected>): Selected
}

/**
 * Hooks for the stores of one definition that take the store from the nearest `Provider`: components need not
 * import a store, and tests and stories can give them another.
 *
 * @example
 * ```tsx
 * export const Editor = createStoreContext(editor)
 *
 * root.render(<Editor.Provider store={connecting} fallback={<Splash />}><App /></Editor.Provider>)
 *
 * function Count() {
 *   return <b>{Editor.useStore(state => state.todos.length)}</b>
 * }
 * ```
 */
export function createStoreContext<State>(definition: StoreDefinition<State>): StoreContext<State> {
  const Context = createContext<Store<State> | undefined>(undefined)
  const name = definition.name ?? definition.file
  Context.displayName = `Lockstep(${name})`

  function Provider({ store: source, fallback, children }: ProviderProps<State>): ReactNode {
    if (!source)
      throw optionsError(
        `The Provider of the store "${name}" was given none: pass a store, or a promise of one`,
      )
    const store = useSettledStore(source)
    return store ? createElement(Context.Provider, { value: store }, children) : fallback
  }

  function useProvided(hook: string): Store<State> {
    const store = useContext(Context)
    if (store) return store
    throw optionsError(
      `${hook} for the store "${name}" was called outside of its Provider: render the component inside ` +
        'the Provider that the same createStoreContext call returned',
    )
  }

  function useContextStore<Selected>(
    selector?: (state: State) => Selected,
    equality?: Equality<Selected>,
  ): State | Selected {
    const store = useProvided('useStore')
    return useStore(store, selector as (state: State) => Selected, equality)
  }

  return {
    Provider,
    useStore: useContextStore as ContextUseStore<State>,
    useUpdate: () => useUpdate(useProvided('useUpdate')),
    useConnection: () => useConnection(useProvided('useConnection')),
    usePeers: () => usePeers(useProvided('usePeers')),
    useRejected: listener => useRejected(useProvided('useRejected'), listener),
    useHandle: () => useProvided('useHandle'),
  }
}
