// Two stores, told of others' commits in the two ways there are: by the event loop and by a thread.
import { createStore } from '@lockstep/core'
import { definition } from './store.mjs'

/** Opens both. Where event loops cannot poll a doorbell, both have a thread. */
export function openTwins() {
  const inEventLoop = createStore({ ...definition, name: 'matrix.event-loop' })
  process.env.LOCKSTEP_DOORBELL = 'thread'
  const onThread = createStore({ ...definition, name: 'matrix.thread' })
  delete process.env.LOCKSTEP_DOORBELL
  return [inEventLoop, onThread]
}
