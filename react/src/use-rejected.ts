import type { RejectedEvent, Store } from '@lockstep/core'
import { useEffect, useInsertionEffect, useRef } from 'react'

/**
 * Calls `listener` when a commit of this page is refused, while the component is mounted. By then the commit is taken
 * back: the state is without it. Only a store behind a relay takes commits back; mapped and memory stores refuse them
 * within `update`, which throws.
 *
 * @param listener gets the commit's `label` and the `error` that says why. It may be a new function in each render: the one
 * of the last render is called
 *
 * @example
 * ```tsx
 * const [refused, setRefused] = useState<RejectedEvent>()
 * useRejected(editor, setRefused)
 * return refused && <p role="alert">{refused.error.message}</p>
 * ```
 */
export function useRejected<State>(store: Store<State>, listener: (event: RejectedEvent) => void): void {
  const latest = useRef(listener)
  // Before every other effect of the same render, one of which may commit what is refused.
  useInsertionEffect(() => {
    latest.current = listener
  }, [listener])
  useEffect(() => store.onRejected(event => latest.current(event)), [store])
}
