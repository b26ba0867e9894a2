import type { CommitEvent } from '@lockstep/core'
import { useEffect, useState } from 'react'
import { store } from './connection.js'

const KEPT = 6
/** Samples are too many to tell of, and notices are in the state itself. */
const UNTOLD = ['sample', 'notice']

export interface Activity {
  readonly version: number
  readonly label: string
  readonly by: string
  readonly time: number
}

/** The latest commits that are worth telling, the newest first. */
export function useActivity(): readonly Activity[] {
  const [activity, setActivity] = useState<readonly Activity[]>([])
  useEffect(() => {
    function tell(event: CommitEvent): void {
      if (event.type === 'reset' || UNTOLD.includes(event.label ?? '')) return
      const { version, label = '', peer, time } = event
      const by = store.peers().find(({ id }) => id === peer)?.title ?? 'another page'
      setActivity(former => [{ version, label, by, time }, ...former].slice(0, KEPT))
    }
    return store.onCommit(tell)
  }, [])
  return activity
}
