import type { Peer, Store } from '@lockstep/core'

/** A peer as `usePeers` gives it: without its version, which moves with every commit. `store.peers()` has that. */
export type PresentPeer = Omit<Peer, 'version'>

/** Who has a store open, as one value that every component of a page sees. */
export interface PeersWatch {
  subscribe(onChange: () => void): () => void
  /** The same array until somebody joins or leaves. */
  current(): readonly PresentPeer[]
}

export const NOBODY: readonly PresentPeer[] = []

const watches = new WeakMap<object, PeersWatch>()

/** One watch for all components: asking a mapped store is a system call for each peer, asking a relay a message. */
export function watchPeers<State>(store: Store<State>): PeersWatch {
  let watch = watches.get(store)
  if (watch === undefined) {
    watch = createWatch(store)
    watches.set(store, watch)
  }
  return watch
}

function createWatch<State>(store: Store<State>): PeersWatch {
  const listeners = new Set<() => void>()
  let peers = NOBODY
  let scheduled = false
  let leave = () => {}

  function look(): boolean {
    const now = store.peers()
    if (now.length === peers.length && now.every((peer, index) => isSame(peer, peers[index]!))) return false
    peers = now.map(({ version: _, ...present }) => present)
    return true
  }

  /** Once for all that one task commits. */
  function lookSoon(): void {
    if (scheduled) return
    scheduled = true
    queueMicrotask(() => {
      scheduled = false
      if (listeners.size > 0 && look()) for (const listener of listeners) listener()
    })
  }

  function begin(): void {
    const leaving = [store.subscribe(lookSoon), store.onPeers(lookSoon), store.onClose(lookSoon)]
    leave = () => {
      for (const one of leaving) one()
    }
    // React compares with what it rendered.
    look()
  }

  return {
    subscribe(onChange) {
      // Not `onChange` itself: two components may share it.
      const listener = () => onChange()
      listeners.add(listener)
      if (listeners.size === 1) begin()
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) leave()
      }
    },
    current() {
      // Nobody has told this watch of anything since it was left.
      if (listeners.size === 0) look()
      return peers
    },
  }
}

function isSame(a: PresentPeer, b: PresentPeer): boolean {
  return a.id === b.id && a.title === b.title && a.pid === b.pid && a.self === b.self
}
