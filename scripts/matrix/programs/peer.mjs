// A process that has the store open and does to it what the driver says.
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { serve, tell } from './conversation.mjs'
import { addOne, definition, look } from './store.mjs'

let store
let worker
let loading = false

serve({
  open() {
    store = createStore(definition)
    return look(store)
  },
  look: () => look(store),
  /** Tells of every delivery from now on, also when it was a jump to the snapshot. */
  watch() {
    store.onCommit(event => event.type === 'reset' && tell('reset', event.version))
    store.subscribe(state => tell('counts', state.counts))
  },
  async add({ key, times }) {
    for (let time = 0; time < times; time += 1) {
      addOne(store, key)
      // Lets others, and this process's own delivery, come in between.
      if (time % 16 === 15) await setImmediate()
    }
    return look(store)
  },
  /** So many commits that each put a text of so many characters in the place of the last. */
  write({ times, length }) {
    for (let time = 0; time < times; time += 1) store.setState({ text: String(time % 10).repeat(length) })
    return look(store)
  },
  /** Begins to commit without end. */
  load(key) {
    loading = true
    load(key)
  },
  rest() {
    loading = false
  },
  settled: () => store.settled({ timeout: 30_000 }),
  close: () => store.close(),

  startWorker() {
    worker = new Worker(new URL('./worker.mjs', import.meta.url))
    worker.on('message', ({ event, value }) => tell(`worker ${event}`, value))
    worker.on('error', error => tell('worker failed', String(error)))
    worker.on('exit', () => tell('worker ended'))
  },
  askWorker(command) {
    worker.postMessage(command)
  },
  async terminateWorker() {
    await worker.terminate()
  },
})

/** Tells of each commit that was acknowledged. */
async function load(key) {
  for (let count = 1; loading; count += 1) {
    addOne(store, key)
    tell('acknowledged', count)
    await setImmediate()
  }
}
