import type { Connection } from '@lockstep/core'
import { useConnection, useStore } from '@lockstep/react'
import { useSyncExternalStore } from 'react'
import { store } from './connection.js'
import { useNow } from './use-now.js'

/** Without a sample for so long, the page says so. */
const STALE_MS = 2_000

export function Header() {
  const host = useStore(store, ({ host }) => host)
  const version = useSyncExternalStore(store.subscribe, () => store.version)
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
  const connection = useConnection(store)
  const sampledAt = useStore(store, ({ sampledAt }) => sampledAt)
  const stale = useNow() - sampledAt > STALE_MS
  const [kind, text] = describe(connection, stale)
  return (
    <span className={`status ${kind}`} role="status">
      {text}
    </span>
  )
}

function describe({ status, pending }: Connection, stale: boolean): [kind: string, text: string] {
  if (status === 'closed') return ['bad', 'ended: open the address that the web process prints now']
  if (status === 'offline') {
    const waiting = pending === 0 ? '' : `, ${pending === 1 ? '1 change waits' : `${pending} changes wait`}`
    return ['bad', `offline: the web process is not there${waiting}`]
  }
  return stale ? ['wait', 'no samples: is the collector running?'] : ['good', 'live']
}
