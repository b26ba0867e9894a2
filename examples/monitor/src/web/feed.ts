import type { CommitEvent, Store } from '@lockstep/core'
import type { WebSocket } from 'ws'
import type { MonitorState } from '../store.js'
import type { PageMessage, PeerSummary } from './wire.js'

/** A page that is this many bytes behind gets a snapshot when it has caught up, not a growing queue. */
const MAX_QUEUED_BYTES = 1 << 20

/** The commits of the store, for any number of pages. */
export interface Feed {
  /** Sends a snapshot, then every commit, until the socket closes. */
  attach(socket: WebSocket): void
}

interface Page {
  readonly socket: WebSocket
  /** Everything up to here was sent. */
  version: number
  /** Commits were left out: the next thing to send is a snapshot. */
  lagging: boolean
}

export function createFeed(store: Store<MonitorState>, maxQueuedBytes = MAX_QUEUED_BYTES): Feed {
  const pages = new Set<Page>()
  let peers: PeerSummary[] = []

  function send(page: Page, text: string): void {
    page.socket.send(text, () => {
      if (page.lagging && page.socket.bufferedAmount === 0) sendSnapshot(page)
    })
  }

  function sendSnapshot(page: Page): void {
    page.lagging = false
    page.version = store.version
    send(page, encode({ type: 'snapshot', version: store.version, state: store.getSnapshot() }))
    send(page, encode({ type: 'peers', peers }))
  }

  function tell(event: CommitEvent): void {
    // One text for all pages. A state that was replaced as a whole goes out as what it is.
    const text =
      event.type === 'commit' && event.patches.every(({ path }) => path.length > 0)
        ? encode(event)
        : undefined
    for (const page of pages) {
      if (page.lagging || event.version <= page.version) continue
      if (page.socket.bufferedAmount > maxQueuedBytes) page.lagging = true
      else if (text === undefined) sendSnapshot(page)
      else {
        page.version = event.version
        send(page, text)
      }
    }
  }

  function tellPeers(): void {
    const now = store.peers().map(({ id, pid, title }) => ({ id, pid, title }))
    if (JSON.stringify(now) === JSON.stringify(peers)) return
    peers = now
    for (const page of pages) if (!page.lagging) send(page, encode({ type: 'peers', peers }))
  }

  store.onCommit(tell)
  // Nothing rings when a process is killed: who is gone is seen at the next commit.
  store.subscribe(tellPeers)

  return {
    attach(socket) {
      const page: Page = { socket, version: 0, lagging: false }
      socket.on('close', () => pages.delete(page))
      socket.on('error', () => socket.terminate())
      tellPeers()
      pages.add(page)
      sendSnapshot(page)
    },
  }
}

function encode(message: PageMessage): string {
  return JSON.stringify(message)
}
