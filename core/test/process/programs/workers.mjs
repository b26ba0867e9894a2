// Commits all the time while worker threads come and go.
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'

const definition = { name: 'workers', initialState: { byMain: 0, byWorkers: 0 } }
const store = createStore(definition)
const problems = []
let acknowledged = 0
let terminated = 0

serve({
  /** Lives through all `lives`, so many of them at a time. */
  async run({ lives, together }) {
    const waiting = lives.slice()
    let running = true
    async function commitOn() {
      while (running) {
        store.update(draft => {
          draft.byMain += 1
        })
        await setImmediate()
      }
    }
    async function liveOn() {
      for (let life = waiting.shift(); life !== undefined; life = waiting.shift()) await live(life)
    }
    const committing = commitOn()
    await Promise.all(Array.from({ length: together }, liveOn))
    running = false
    await committing
    return account()
  },
})

async function live(life) {
  const counter = new Int32Array(new SharedArrayBuffer(4))
  const workerData = { definition, ...life, acknowledged: counter }
  const worker = new Worker(new URL('./short-lived-worker.mjs', import.meta.url), { workerData })
  const ended = once(worker, 'exit')
  const reached = { created: true, online: false, open: false, committed: false }
  worker.on('online', () => {
    reached.online = true
  })
  worker.on('message', stage => {
    reached[stage] = true
  })
  worker.on('error', error => problems.push(`${JSON.stringify(life)}: ${error.message}`))
  if (life.end === 'terminate') {
    while (!reached[life.stage]) await setImmediate()
    await commits(life.patience)
    await worker.terminate()
    terminated += 1
  }
  await ended
  acknowledged += counter[0]
}

async function commits(count) {
  const until = store.version + count
  while (store.version < until) await setImmediate()
}

function account() {
  globalThis.gc()
  const descriptors = openDescriptors()
  return {
    problems,
    acknowledged,
    terminated,
    state: store.getState(),
    peers: store.peers().length,
    // The doorbells rung last are kept open, up to a limit, also when their owners are gone.
    goneBells: descriptors.filter(target => target.endsWith('.bell (deleted)')).length,
    descriptors: descriptors.filter(target => !target.endsWith('.bell (deleted)')).sort(),
    memory: process.memoryUsage.rss(),
  }
}

function openDescriptors() {
  return readdirSync('/proc/self/fd').flatMap(descriptor => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`).replace(/:\[\d+\]$/, '')]
    } catch {
      // The one that listed the directory.
      return []
    }
  })
}
