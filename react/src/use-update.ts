import type { Store } from '@lockstep/core'
import { useCallback } from 'react'

/** The store's `update`, as a function of its own. */
export type Update<State> = Store<State>['update']

/**
 * The store's `update`: the same function in every render, so that it can be passed to memoised children and named in
 * dependency lists. Call it in event handlers and effects, never while rendering. It throws what `store.update` throws.
 *
 * @example
 * ```tsx
 * const update = useUpdate(editor)
 * <button onClick={() => update(draft => { draft.filter = 'done' })}>done</button>
 * ```
 */
export function useUpdate<State>(store: Store<State>): Update<State> {
  return useCallback<Update<State>>((recipe, options) => store.update(recipe, options), [store])
}
