import type { Connection, Peer } from '@lockstep/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { store } from './connection.js'

export function useConnection(): Connection {
  return useSyncExternalStore(store.onConnection, () => store.connection)
}

/** Who has the store open, as of the latest commit. */
export function usePeers(): readonly Peer[] {
  const [peers, setPeers] = useState(store.peers)
  useEffect(() => store.subscribe(() => setPeers(store.peers())), [])
  return peers
}
