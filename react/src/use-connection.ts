import type { Connection, Store } from '@lockstep/core'
import { useCallback } from 'react'
import { useSyncExternalStore } from 'use-sync-external-store/shim'

/** What markup from a server says, whose memory store needs no connection, and what hydrates must match it. */
const LIVE: Connection = Object.freeze({ status: 'live', pending: 0 })

/**
 * How the store reaches the others, and how many of this page's own commits wait to be confirmed; the component renders
 * again when that changes. A mapped or a memory store is `live` with nothing pending, until it is closed.
 *
 * A commit is shown and counted in the same render: no view has it without its being pending, nor counts one that was
 * taken back and is still shown.
 *
 * @param store a store from `connectStore` or any other source
 * @returns `status` (`live`, `rebasing`, `offline` or `closed`) and `pending`, a count; the same object until it changes
 *
 * @example
 * ```tsx
 * const { status, pending } = useConnection(editor)
 * return <p>{status === 'offline' ? `offline, ${pending} changes wait` : pending > 0 ? 'saving…' : 'saved'}</p>
 * ```
 */
export function useConnection<State>(store: Store<State>): Connection {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const leaveConnection = store.onConnection(onChange)
      // A handle that its owner closes tells nobody of its connection any more.
      const leaveEnd = store.onClose(onChange)
      return () => {
        leaveConnection()
        leaveEnd()
      }
    },
    [store],
  )
  return useSyncExternalStore(
    subscribe,
    () => store.connection,
    () => LIVE,
  )
}
