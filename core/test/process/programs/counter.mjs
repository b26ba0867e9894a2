// Increments in a tight loop, and keeps what it was told of the commits.
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'
import { createStopwatch } from './stopwatch.mjs'

const store = createStore({ name: 'counter', initialState: { n: 0 } })
let told = 0
let outOfOrder
let wanted
store.onCommit(event => {
  if (event.type !== 'commit' || event.version !== told + 1) outOfOrder ??= { after: told, event }
  told = event.version
  if (told >= wanted?.version) wanted.resolve()
})

serve({
  /** Resolves with how long the slowest update took (see stopwatch.mjs), and how long all of them, in milliseconds. */
  increment(updates) {
    const worst = { wall: 0, net: 0 }
    const time = createStopwatch(({ start, end, net }) => {
      worst.wall = Math.max(worst.wall, end - start)
      worst.net = Math.max(worst.net, net)
    })
    const increment = () =>
      store.update(draft => {
        draft.n += 1
      })
    const start = performance.now()
    for (let made = 0; made < updates; made += 1) time(increment)
    return { ...worst, all: performance.now() - start }
  },

  /** Resolves when the commit of this version was told. */
  reach(version) {
    return new Promise(resolve => {
      wanted = { version, resolve }
      if (told >= version) resolve()
    })
  },

  see: () => ({
    told,
    outOfOrder,
    snapshot: store.getSnapshot(),
    state: store.getState(),
    version: store.version,
  }),
})
