// The page's end of the WebSocket. What comes is applied to a memory store, so that the components are written as if
// they stood in a process that has the shared store itself: `useStore(state, selector)`. They never write to it: a
// command goes to the web process, is committed there, and comes back as a commit like everybody else's.
import { createMemoryStore } from '@lockstep/core/memory'
import { monitor } from '../store.js'
import { applyCommit } from '../web/apply.js'
import type { Command, PageMessage, PeerSummary } from '../web/wire.js'

const RETRY_MS = 500
const ACTIVITY_KEPT = 6
/** Samples are too many to tell of, and notices are in the state itself. */
const UNTOLD = ['sample', 'notice']

export interface Activity {
  readonly version: number
  readonly label: string
  readonly by: string
  readonly time: number
}

interface Link {
  readonly status: 'connecting' | 'live' | 'offline'
  readonly version: number
  readonly peers: readonly PeerSummary[]
  /** The latest commits that are worth telling, the newest first. */
  readonly activity: readonly Activity[]
}

/** The shared state, as far as it has come here. */
export const state = createMemoryStore(monitor)

/** How it comes here. */
export const link = createMemoryStore<Link>({
  name: 'lockstep.monitor.link',
  initialState: { status: 'connecting', version: 0, peers: [], activity: [] },
})

let socket: WebSocket | undefined

/** Asks the web process to commit something; lost while there is no connection (the controls are disabled then). */
export function send(command: Command): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command))
}

/** Connects, and again whenever the connection ends. Every connection begins with a snapshot. */
export function connect(): void {
  const current = new WebSocket(`ws://${location.host}/live${location.search}`)
  socket = current
  current.onmessage = ({ data }) => {
    if (!receive(JSON.parse(data))) current.close()
  }
  current.onclose = () => {
    link.setState({ status: 'offline' })
    setTimeout(connect, RETRY_MS)
  }
}

/** Applies a message; false if it does not follow the one before, and only a new connection helps. */
function receive(message: PageMessage): boolean {
  if (message.type === 'peers') {
    link.setState({ peers: message.peers })
    return true
  }
  if (message.type === 'snapshot') {
    state.setState(message.state)
    link.setState({ status: 'live', version: message.version })
    return true
  }
  const { version, patches, label = '', peer, time } = message
  if (version !== link.getState().version + 1) return false
  state.update(draft => {
    applyCommit(draft, patches)
  })
  link.update(draft => {
    draft.version = version
    if (UNTOLD.includes(label)) return
    const by = draft.peers.find(({ id }) => id === peer)?.title ?? ''
    draft.activity.unshift({ version, label, by, time })
    draft.activity.splice(ACTIVITY_KEPT)
  })
  return true
}
