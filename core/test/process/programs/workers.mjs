// Commits all the time while worker threads come and go.
import { on, once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'
import { tool } from './windows-tool.mjs'

const definition = { name: 'workers', initialState: { byMain: 0, byWorkers: 0 } }
const store = createStore(definition)
const problems = []
let acknowledged = 0
let terminated = 0

serve({
  /** Lives through all `lives`, so many of them at a time. */
  async run({ lives, together }) {
    const waiting = lives.slice()
    // At a rate that leaves the processors to the workers.
    const committing = setInterval(() => {
      store.update(draft => {
        draft.byMain += 1
      })
    }, 1)
    async function liveOn() {
      for (let life = waiting.shift(); life !== undefined; life = waiting.shift()) await live(life)
    }
    await Promise.all(Array.from({ length: together }, liveOn))
    clearInterval(committing)
    return account()
  },
})

async function live(life) {
  const counter = new Int32Array(new SharedArrayBuffer(4))
  const workerData = { definition, ...life, acknowledged: counter }
  const worker = new Worker(new URL('./short-lived-worker.mjs', import.meta.url), { workerData })
  const ended = once(worker, 'exit')
  worker.on('error', error => problems.push(`${JSON.stringify(life)}: ${error.message}`))
  if (life.end === 'terminate') {
    await reached(worker, life.stage)
    await commits(life.patience)
    await worker.terminate()
    terminated += 1
  }
  await ended
  acknowledged += counter[0]
}

/** Resolves at once for a worker that has only been created. */
async function reached(worker, stage) {
  if (stage === 'online') await once(worker, 'online')
  else if (stage !== 'created') for await (const [told] of on(worker, 'message')) if (told === stage) return
}

/** Resolves after so many more of the main thread's commits. */
function commits(count) {
  const until = store.getState().byMain + count
  return new Promise(resolve => {
    const stop = store.subscribe(state => {
      if (state.byMain < until) return
      stop()
      resolve()
    })
  })
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
    goneBells: descriptors.filter(isGoneBell).length,
    descriptors: descriptors.filter(target => !isGoneBell(target) && !isModule(target)).sort(),
    handles: tool?.handles() ?? 0,
    maps: tool?.views() ?? mapsOfSegments(),
    memory: process.memoryUsage.rss(),
  }
}

function mapsOfSegments() {
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n')
  return maps.filter(line => line.endsWith('.seg')).length
}

function isGoneBell(target) {
  return target.endsWith('.bell (deleted)')
}

/** Node itself leaves open what a worker was just loading when it was terminated. */
function isModule(target) {
  return /\.(mjs|js|json)$/.test(target)
}

function openDescriptors() {
  if (tool) return []
  return readdirSync('/proc/self/fd').flatMap(descriptor => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`).replace(/:\[\d+\]$/, '')]
    } catch {
      // The one that listed the directory.
      return []
    }
  })
}
