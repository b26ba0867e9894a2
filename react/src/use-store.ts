import type { Store } from '@lockstep/core'
import { useCallback, useDebugValue, useEffect, useMemo, useRef } from 'react'
import { useSyncExternalStore } from 'use-sync-external-store/shim'
import { type Committed, memoSelect } from './memo-select.js'
import type { Equality } from './shallow.js'

/**
 * The store's state, or what `selector` takes from it; the component renders again when that changes.
 *
 * All components of a page show the same version at any time, in concurrent rendering too. Several commits delivered in
 * one tick render once. On the server, and while its markup is hydrated, the state is `store.getInitialState()`. A
 * closed store keeps showing its last state.
 *
 * A selector must be pure. It runs once for each delivered version, however often React asks for the value; one
 * written inline is a new function in every render, so it also runs once in each render. In development it runs a
 * second time on the first object it returns, and a warning says so if the two differ.
 *
 * @param store a store from `createStore`, `createMemoryStore` or any other source
 * @param selector takes a part of the state, or computes something from it. Default: the whole state
 * @param equality whether two selected values count as equal; the former is kept and nothing renders. Default `Object.is`
 * @throws what the selector throws, while rendering
 *
 * @example
 * ```tsx
 * const todos = useStore(editor, state => state.todos)
 * const open = useStore(editor, state => state.todos.filter(todo => !todo.done), shallow)
 * ```
 */
export function useStore<State>(store: Store<State>): State
export function useStore<State, Selected>(
  store: Store<State>,
  selector: (state: State) => Selected,
  equality?: Equality<Selected>,
): Selected
export function useStore<State>(
  store: Store<State>,
  selector: (state: State) => unknown = whole,
  equality: Equality<unknown> = Object.is,
): unknown {
  const committed = useRef<Committed<unknown>>(undefined)
  const select = useMemo(() => memoSelect(selector, committed), [selector])
  const subscribe = useCallback((onDelivery: () => void) => store.subscribe(onDelivery), [store])

  // Never `getState`: it may move between two reads of one render, which React answers with torn rows or an endless loop.
  const value = useSyncExternalStore(
    subscribe,
    () => select(store.getSnapshot(), equality),
    () => select(store.getInitialState(), equality),
  )

  useEffect(() => {
    committed.current = { value }
  }, [value])
  useDebugValue(value)
  return value
}

function whole<State>(state: State): State {
  return state
}
