import type { Connection } from '@lockstep/core'
import { useConnection } from '@lockstep/react'
import { store } from './connection.js'

export function Header() {
  const [kind, text] = describe(useConnection(store))
  return (
    <header>
      <h1>Cluster admin</h1>
      <span className={`status ${kind}`} role="status">
        {text}
      </span>
    </header>
  )
}

function describe({ status, pending }: Connection): [kind: string, text: string] {
  if (status === 'closed') return ['bad', 'ended: open the address that the primary prints now']
  if (status !== 'offline') return ['good', 'live']
  if (pending === 0) return ['bad', 'offline']
  return ['bad', `offline: ${pending === 1 ? '1 change waits' : `${pending} changes wait`}`]
}
