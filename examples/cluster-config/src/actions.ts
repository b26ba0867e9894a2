// Every change to the store but the requests' own (`limiter.ts`): the page makes the first two, the programs the rest.
import type { Store } from '@lockstep/core'
import type { ClusterState, Flag, FlagName, Limit, Plan } from './store.js'

type ClusterStore = Store<ClusterState>

export function setFlag(store: ClusterStore, name: FlagName, change: Partial<Flag>): void {
  store.update(
    draft => {
      Object.assign(draft.flags[name], change)
    },
    { label: 'set flag' },
  )
}

export function setLimit(store: ClusterStore, plan: Plan, change: Partial<Limit>): void {
  store.update(
    draft => {
      Object.assign(draft.limits[plan], change)
    },
    { label: 'set limit' },
  )
}

/** A worker counts under its process id from now on. */
export function enrol(store: ClusterStore, pid: number): void {
  const startedAt = Date.now()
  store.update(
    draft => {
      draft.workers[pid] = { pid, startedAt, allowed: 0, limited: 0 }
    },
    { label: 'worker started' },
  )
}

/** Adds what the workers that are gone have counted to one sum, however they ended, and forgets them: once. */
export function retireTheDead(store: ClusterStore): void {
  // In this order: who is in the state had joined before, and is among the peers for as long as it lives.
  const enrolled = Object.values(store.getState().workers)
  const alive = new Set(store.peers().map(({ pid }) => pid))
  const gone = enrolled.filter(({ pid }) => !alive.has(pid))
  store.update(
    draft => {
      for (const { pid } of gone) {
        const counts = draft.workers[pid]
        if (counts === undefined) continue
        draft.retired.workers += 1
        draft.retired.allowed += counts.allowed
        draft.retired.limited += counts.limited
        delete draft.workers[pid]
      }
    },
    { label: 'worker gone' },
  )
}

/** What pages have to show. Of several clusters that share the store the first one's counts. */
export function provideToken(store: ClusterStore, token: string): void {
  store.update(
    draft => {
      draft.token ||= token
    },
    { label: 'token' },
  )
}
