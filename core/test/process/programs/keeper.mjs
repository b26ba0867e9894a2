// Has a file open in ways that end differently.
import { Worker } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { delivered } from './delivered.mjs'
import { serve } from './serve.mjs'

let store

const ways = {
  'close, then exit': () => {
    store.close()
    process.exit()
  },
  'process.exit': () => process.exit(),
  'an error that nobody catches': () =>
    setImmediate(() => {
      throw new Error('nobody catches this')
    }),
}

serve({
  open(definition) {
    store = createStore(definition)
    return look()
  },
  look,
  add(text) {
    store.update(draft => {
      draft.list.push(text)
    })
    return store.version
  },
  /** Adds from a thread of its own, which has the file open at the same time. */
  async addFromWorker({ definition, text }) {
    const code = `
      const { workerData } = require('node:worker_threads')
      const { createStore } = require('@lockstep/core')
      const store = createStore(workerData.definition)
      store.update(draft => { draft.list.push(workerData.text) })
      store.close()`
    const worker = new Worker(code, { eval: true, workerData: { definition, text } })
    await new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject))
    return look()
  },
  end: way => ways[way](),
})

async function look() {
  const state = await delivered(store)
  return { list: state.list, version: store.version, peers: store.peers().length }
}
