// Writes the history of replay.mjs to files, and judges what it finds in others.
import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { createStore } from '@lockstep/core'
import { edit, replay, stateAt } from './replay.mjs'
import { serve } from './serve.mjs'

let store

serve({
  open(file) {
    store = createStore({ ...replay, file })
  },
  async commit(times) {
    for (let made = 0; made < times; made += 1) {
      store.update(draft => edit(draft, store.version + 1))
      // Checkpoints are written when the loop is idle.
      if (made % 16 === 0) await setImmediate()
    }
    return store.version
  },
  async flush() {
    await store.flush()
    return store.version
  },
  /** Opens a file, looks whether its state is one of the history's, goes on with it, and looks again. */
  judge(file) {
    const found = createStore({ file })
    const { version } = found
    const right = isDeepStrictEqual(found.getState(), stateAt(version))
    found.update(draft => edit(draft, version + 1))
    found.close()
    const again = createStore({ file })
    const goesOn = again.version === version + 1 && isDeepStrictEqual(again.getState(), stateAt(version + 1))
    again.close()
    return { version, right, goesOn }
  },
})
