// Opens files of notes with one of three schemas, each of which knows how to make its state of the older ones.
import { existsSync } from 'node:fs'
import { createStore } from '@lockstep/core'
import { delivered } from './delivered.mjs'
import { serve, tell } from './serve.mjs'

const initialStates = { 1: { lines: [] }, 2: { notes: [] }, 3: { notes: [], title: '' } }

const steps = {
  1: state => ({ notes: state.lines.map(text => ({ text })) }),
  2: state => ({ ...state, title: state.notes[0]?.text ?? '' }),
}

let store

/** Blocks the thread, as a long migration does, until there is a file of that name. */
function waitFor(gate) {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  while (!existsSync(gate)) Atomics.wait(cell, 0, 0, 1)
}

serve({
  /** `gate`: a file that each migration waits for, after it was told. */
  open({ file, schema, gate }) {
    store = createStore({
      file,
      schemaVersion: schema,
      initialState: initialStates[schema],
      logBytes: 65_536,
      maxStateBytes: 65_536,
      migrate(state, from) {
        if (gate !== undefined) {
          tell('migrating', from)
          waitFor(gate)
        }
        let migrated = state
        for (let version = from; version < schema; version += 1) migrated = steps[version](migrated)
        return migrated
      },
    })
    store.onClose(({ reason, error }) => tell('closed', { reason, code: error?.code }))
    return look()
  },
  look,
  /** Adds a note, the way this schema has them. */
  add(text) {
    store.update(draft => {
      if (draft.lines) draft.lines.push(text)
      else draft.notes.push({ text })
    })
    return store.version
  },
  close: () => store.close(),
})

async function look() {
  const state = await delivered(store)
  return { state, version: store.version, closed: store.closed }
}
