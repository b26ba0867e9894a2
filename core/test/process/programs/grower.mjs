// Lets a state grow and shrink, and fills the file system around it.
import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'

const directory = process.env.LOCKSTEP_DIR
const filler = join(directory, 'filler')
let store

serve({
  open(options) {
    store = createStore({ name: 'grower', initialState: { n: 0, parts: {} }, ...options })
  },
  /** Adds a part of so many bytes, which differ from any other part's. */
  add({ part, bytes }) {
    const value = new Uint8Array(bytes)
    for (let at = 0; at < bytes; at += 1) value[at] = at * (part + 1)
    store.update(draft => {
      draft.parts[part] = value
    })
  },
  /** Adds parts of so many bytes, one update each, until one throws. */
  addUntilFull({ bytes, from }) {
    for (let part = from; ; part += 1) {
      try {
        this.add({ part, bytes })
      } catch ({ code, message }) {
        return { added: part - from, code, message }
      }
    }
  },
  remove(parts) {
    store.update(draft => {
      for (const part of parts) delete draft.parts[part]
    })
  },
  increment(times) {
    for (let made = 0; made < times; made += 1) {
      store.update(draft => {
        draft.n += 1
      })
    }
  },
  incrementUntilFull() {
    for (let made = 0; ; made += 1) {
      try {
        this.increment(1)
      } catch ({ code, message }) {
        return { made, code, message }
      }
    }
  },
  see() {
    const { n, parts } = store.getState()
    const digest = createHash('sha1')
    let bytes = 0
    for (const [part, value] of Object.entries(parts)) {
      digest.update(part).update(value)
      bytes += value.length
    }
    return {
      version: store.version,
      n,
      parts: Object.keys(parts).length,
      bytes,
      digest: digest.digest('hex'),
    }
  },
  version: () => store.version,
  files: () => readdirSync(directory),
  /** Takes all the room that the file system has. */
  fill() {
    const file = openSync(filler, 'w')
    const page = Buffer.alloc(4096)
    try {
      for (;;) writeSync(file, page)
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error
    } finally {
      closeSync(file)
    }
  },
  free: () => rmSync(filler),
  flush: () => store.flush(),
  close: () => store.close(),
})
