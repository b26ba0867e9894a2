// Commits as fast as it can, and says how long that took.
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'
import { wide } from './wide.mjs'

const store = createStore(wide)

serve({
  /** Resolves with the milliseconds that `updates` took, and with the longest of them. */
  commit(updates) {
    let longest = 0
    const start = performance.now()
    let before = start
    for (let made = 0; made < updates; made += 1) {
      store.update(draft => {
        draft.n += 1
      })
      const after = performance.now()
      longest = Math.max(longest, after - before)
      before = after
    }
    return { milliseconds: before - start, longest }
  },
  see: () => store.getState(),
})
