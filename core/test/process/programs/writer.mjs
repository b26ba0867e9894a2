// Stops when it is ready, commits from when it is resumed until it is killed, and says after each commit, where a kill cannot
// take it back, that it was acknowledged.
import { openSync, writeSync } from 'node:fs'
import { createStore } from '@lockstep/core'
import { ledger, pageOf } from './ledger.mjs'
import { serve } from './serve.mjs'
import { createStopwatch } from './stopwatch.mjs'
import { tool } from './windows-tool.mjs'

serve({
  /** `life` is this writer's place in the ledger; `receipt` the file for what was acknowledged, and for slow updates. */
  write({ life, receipt }) {
    const store = createStore(ledger)
    const file = openSync(receipt, 'w')
    const acknowledged = new Float64Array(1)
    const time = createStopwatch(({ start, end, net }) => {
      writeSync(file, Float64Array.of(start, end, net), 0, 24, null)
    })
    const commit = () =>
      store.update(draft => {
        if (draft.left !== draft.right) throw new Error(`Torn: ${draft.left} and ${draft.right}`)
        draft.left += 1
        draft.made[life] += 1
        draft.page = pageOf(draft.left)
        draft.right += 1
      })
    writeSync(file, acknowledged)
    if (tool) tool.suspend(process.pid)
    else process.kill(process.pid, 'SIGSTOP')
    // Catches up with what was committed meanwhile, which is nobody's stop.
    store.getState()
    for (;;) {
      time(commit)
      acknowledged[0] += 1
      writeSync(file, acknowledged, 0, 8, 0)
    }
  },
})
