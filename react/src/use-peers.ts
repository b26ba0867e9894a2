import type { Store } from '@lockstep/core'
import { useSyncExternalStore } from 'use-sync-external-store/shim'
import { NOBODY, type PresentPeer, watchPeers } from './watch-peers.js'

/**
 * Who has the store open, this page included; the component renders again when somebody joins or leaves.
 *
 * Who joins a mapped store is seen at once. Who leaves, or is killed, is seen at the next commit, because nothing rings when
 * a process dies. Behind a relay it is the processes that have the store mapped, and this page itself; what changed there is
 * asked for at each commit. On the server, and while its markup is hydrated, there is nobody.
 *
 * @returns id, pid, title and `self` of each; the same array until it changes. Empty when the store is closed
 *
 * @example
 * ```tsx
 * const names = usePeers(editor).map(peer => peer.title)
 * ```
 */
export function usePeers<State>(store: Store<State>): readonly PresentPeer[] {
  const { subscribe, current } = watchPeers(store)
  return useSyncExternalStore(subscribe, current, () => NOBODY)
}
