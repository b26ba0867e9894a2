import type { Peer } from '../../log/log.js'
import { createPeersNews, type PeersNews } from '../../replica/peers-news.js'
import { toPeers } from '../decode-frame.js'
import type { SentPeer } from '../protocol.js'
import type { Requests } from './requests.js'

/** Who has the store mapped, as far as a client knows: as of the last answer, and asking asks for a newer one. */
export interface ServerPeers {
  /** Tells when the last answer names others than the one before. */
  readonly news: PeersNews
  set(peers: readonly SentPeer[]): void
  list(): Peer[]
}

export function createServerPeers(requests: () => Requests): ServerPeers {
  let peers: readonly SentPeer[] = []
  let asking = false
  const news = createPeersNews()

  function set(known: readonly SentPeer[]): void {
    const others = known.length !== peers.length || known.some(({ id }, index) => id !== peers[index]!.id)
    peers = known
    if (others) news.tell()
  }

  async function refresh(): Promise<void> {
    asking = true
    try {
      set(toPeers(await requests().ask('peers')))
    } catch {
      // The store has ended: there are no peers any more.
    } finally {
      asking = false
    }
  }

  return {
    news,
    set,
    list() {
      if (!asking) void refresh()
      return peers.map(peer => ({ ...peer, self: false }))
    },
  }
}
