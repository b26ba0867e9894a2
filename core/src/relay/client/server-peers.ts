import type { Peer } from '../../log/log.js'
import { toPeers } from '../decode-frame.js'
import type { SentPeer } from '../protocol.js'
import type { Requests } from './requests.js'

/** Who has the store mapped, as far as a client knows: as of the last answer, and asking asks for a newer one. */
export interface ServerPeers {
  set(peers: readonly SentPeer[]): void
  list(): Peer[]
}

export function createServerPeers(requests: () => Requests): ServerPeers {
  let peers: readonly SentPeer[] = []
  let asking = false

  async function refresh(): Promise<void> {
    asking = true
    try {
      peers = toPeers(await requests().ask('peers'))
    } catch {
      // The store has ended: there are no peers any more.
    } finally {
      asking = false
    }
  }

  return {
    set(known) {
      peers = known
    },
    list() {
      if (!asking) void refresh()
      return peers.map(peer => ({ ...peer, self: false }))
    },
  }
}
