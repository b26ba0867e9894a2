import type { RejectedEvent } from '@lockstep/core/memory'
import { useConnection, useRejected } from '@lockstep/react'
import { useState } from 'react'
import { store } from './connection.js'

export function Status() {
  const { status, pending } = useConnection(store)
  const [refused, setRefused] = useState<RejectedEvent>()
  useRejected(store, setRefused)
  const away = status === 'closed' || status === 'offline'
  const waiting = pending === 0 ? '' : `, ${pending === 1 ? '1 change waits' : `${pending} changes wait`}`
  return (
    <>
      <span className={`status ${away ? 'bad' : pending > 0 ? 'wait' : 'good'}`} role="status">
        {away ? `${status}${waiting}` : pending > 0 ? 'saving' : 'saved'}
      </span>
      {refused && (
        <span className="status bad" role="alert">
          {`Could not ${refused.label}: ${refused.error.message}`}
        </span>
      )}
    </>
  )
}
