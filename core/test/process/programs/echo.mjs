// Plays ball with another process over two FIFOs (on Windows: files), which are read and written without ever returning
// to the event loop: no doorbell is heard meanwhile.
import { openSync, readSync, writeSync } from 'node:fs'
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'

const store = createStore({ name: 'ball', initialState: { n: 0 } })
const byte = Buffer.alloc(1)

/** Reading a FIFO waits; a file has to be looked at until there is more in it. */
function hearOne(ear, at) {
  if (process.platform !== 'win32') readSync(ear, byte)
  else while (readSync(ear, byte, 0, 1, at) === 0);
}

serve({
  /** Resolves with the first round in which the other's acknowledged update was not seen, if there is one. */
  play({ rounds, serves, hear, tell }) {
    // For reading and writing, so that opening does not wait for the other side.
    const ear = openSync(hear, 'r+')
    const mouth = openSync(tell, 'r+')
    let expected = 0
    let caught = 0
    for (let round = 0; round < rounds; round += 1) {
      if (!serves || round > 0) {
        hearOne(ear, caught)
        caught += 1
        expected += 1
        const { n } = store.getState()
        if (n !== expected) return { round, n, expected }
      }
      store.update(draft => {
        draft.n += 1
      })
      expected += 1
      writeSync(mouth, byte)
    }
    return undefined
  },
})
