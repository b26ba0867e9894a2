// Takes many places of one store, as many threads would.
import { closeSync } from 'node:fs'
import { openSegment } from '@lockstep/native'
import { serve } from './serve.mjs'

const segments = []

serve({
  join({ key, count }) {
    for (let joined = 0; joined < count; joined += 1) {
      const segment = openSegment({ key, schemaVersion: 1, readonly: false, title: '', lockTimeout: 5000 })
      // None of them listens.
      const doorbell = segment.takeDoorbell()
      if (doorbell >= 0) closeSync(doorbell)
      segments.push(segment)
    }
  },
  leave: () => segments.pop().close(),
})
