import type { Store } from '@lockstep/core'
import { useCallback } from 'react'
import { useSyncExternalStore } from 'use-sync-external-store/shim'

/** A store, or the promise of one that is still being opened or connected. */
export type StoreSource<State> = Store<State> | PromiseLike<Store<State>>

type Outcome = { readonly store: Store<unknown> } | { readonly error: unknown }

/** How promises ended: a tree that mounts with a settled one renders at once, without its fallback. */
const outcomes = new WeakMap<PromiseLike<unknown>, Outcome>()

/**
 * The store itself, or undefined while its promise is pending; throws the promise's reason when it is rejected.
 *
 * Not by suspending: React holds a suspended tree back for up to 300 ms once a fallback was shown, and a store
 * is there in a few.
 */
export function useSettledStore<State>(source: StoreSource<State>): Store<State> | undefined {
  const subscribe = useCallback(
    (onSettled: () => void) => (isPending(source) ? whenSettled(source, onSettled) : () => {}),
    [source],
  )
  const outcome = useSyncExternalStore(
    subscribe,
    () => (isPending(source) ? outcomes.get(source) : undefined),
    pendingOnServer,
  )
  if (!isPending(source)) return source
  if (!outcome) return undefined
  if ('error' in outcome) throw outcome.error
  return outcome.store as Store<State>
}

function isPending<State>(source: StoreSource<State>): source is PromiseLike<Store<State>> {
  return 'then' in source
}

/** Server rendering cannot wait here, and what hydrates must match it: the fallback. */
function pendingOnServer(): undefined {
  return undefined
}

function whenSettled<State>(promise: PromiseLike<Store<State>>, onSettled: () => void): () => void {
  let listening = true
  const settle = (outcome: Outcome) => {
    if (!outcomes.has(promise)) outcomes.set(promise, outcome)
    if (listening) onSettled()
  }
  promise.then(
    store => settle({ store: store as Store<unknown> }),
    (error: unknown) => settle({ error }),
  )
  return () => {
    listening = false
  }
}
