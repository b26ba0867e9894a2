import { useStore } from '@lockstep/react'
import { link, state } from './connection.js'
import { useNow } from './use-now.js'

/** Without a sample for so long, the page says so. */
const STALE_MS = 2_000

export function Header() {
  const host = useStore(state, ({ host }) => host)
  const version = useStore(link, ({ version }) => version)
  return (
    <header>
      <h1>Lockstep monitor</h1>
      <span className="host">{host}</span>
      <Status />
      <span className="version" title="The number of commits so far: the same in every process">
        version <output data-testid="version">{version}</output>
      </span>
    </header>
  )
}

function Status() {
  const status = useStore(link, ({ status }) => status)
  const sampledAt = useStore(state, ({ sampledAt }) => sampledAt)
  const stale = useNow() - sampledAt > STALE_MS
  const [kind, text] =
    status === 'offline'
      ? ['bad', 'offline: the web process is not there']
      : status === 'connecting'
        ? ['wait', 'connecting']
        : stale
          ? ['wait', 'no samples: is the collector running?']
          : ['good', 'live']
  return (
    <span className={`status ${kind}`} role="status">
      {text}
    </span>
  )
}
