// Commits to a file until it is killed, and writes a receipt to its standard output right after each commit.
import { writeSync } from 'node:fs'
import { createStore } from '@lockstep/core'
import { chronicle, enter } from './chronicle.mjs'
import { serve } from './serve.mjs'

serve({
  /** `life` is this writer's name in the file. */
  write({ file, life }) {
    const store = createStore({ ...chronicle, file })
    const receipt = new Float64Array(2)
    for (let count = 1; ; count += 1) {
      store.update(draft => enter(draft, life, count))
      receipt.set([store.version, count])
      writeSync(1, receipt)
    }
  },
})
