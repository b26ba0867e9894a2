// A peer that does what the test says until it dies: it says on its standard output, where a kill cannot take it back,
// which commits were acknowledged, and its addon says there at which point it dies or stops.
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'
import { enter, initialState, migrate, problemOf } from './state.mjs'
import { createStopwatch } from './stopwatch.mjs'

/** Larger than a record may be, and (of a state that shrinks) than what a slot keeps. */
const WHOLE = 40_000
const LARGE = 4_500_000
const RECORD = 2_000

let life
let made
let store
let heard
let wrong
let slow
let sleeper
let working
let resting
let hearers = []

const time = createStopwatch(call => slow.push(call))

const kinds = {
  commit: () => commit(RECORD),
  whole: () => commit(WHOLE),
  async flush() {
    commit(RECORD)
    await store.flush()
  },
  shrink: round => commit(round % 40 === 0 ? LARGE : RECORD),
}

function commit(bytes) {
  const label = `${life}:${made + 1}`
  time(() => store.update(draft => enter(draft, life, bytes), { label }))
  made += 1
  writeSync(1, `acknowledged ${life} ${made} ${store.version}\n`)
}

async function workAt(kind, pause, isDone) {
  for (let round = 0; !isDone(round); round += 1) {
    await kinds[kind](round)
    // Checkpoints are written when the loop is idle.
    await (pause > 0 ? setTimeout(pause) : setImmediate())
  }
}

function watch() {
  let told = store.version
  store.onCommit(event => {
    if (event.version <= told || (event.type === 'commit' && event.version !== told + 1))
      wrong ??= { after: told, version: event.version }
    told = event.version
    if (event.type === 'commit') heard.push([event.version, event.label])
  })
  store.subscribe(state => {
    wrong ??= problemOf(state, store.version)
    hearers = hearers.filter(({ version, resolve }) => {
      if (store.version < version) return true
      resolve()
      return false
    })
  })
}

serve({
  /** From now on the addon looks for this point; an empty text: for none. */
  arm(fault) {
    process.env.LOCKSTEP_FAULT = fault
  },
  open({ definition, life: next }) {
    life = next
    made = 0
    heard = []
    slow = []
    wrong = undefined
    const steps = definition.file === undefined ? {} : { migrate }
    time(() => {
      store = createStore({ ...definition, ...steps, initialState })
    })
    watch()
    return store.version
  },
  /** A second peer in a thread of this process, which sleeps. */
  async addSleeper(definition) {
    sleeper = new Worker(new URL('./sleeper.mjs', import.meta.url), { workerData: definition })
    await new Promise((resolve, reject) => sleeper.once('message', resolve).once('error', reject))
  },
  /** Commits until it is told to rest. */
  work({ kind, pause }) {
    resting = false
    working = workAt(kind, pause, () => resting).catch(error => {
      wrong ??= { name: error.name, message: error.message, stack: error.stack }
    })
  },
  async rest() {
    resting = true
    await working
  },
  async add(count) {
    await workAt('commit', 0, round => round === count)
    return store.version
  },
  /** Answers when that version was delivered, without looking for it. */
  hear(version) {
    if (store.version >= version) return undefined
    return new Promise(resolve => hearers.push({ version, resolve }))
  },
  /** Its process's number, as it sees it. */
  number: () => process.pid,
  report() {
    const state = store.getState()
    const digest = createHash('sha256')
      .update(JSON.stringify([state.made, state.left]))
      .update(state.page)
    return {
      life,
      wrong: wrong ?? problemOf(state, store.version),
      version: store.version,
      peers: store.peers().length,
      made: state.made,
      digest: digest.digest('hex'),
      heard,
      slow,
    }
  },
  async close() {
    time(() => store.close())
    await sleeper?.terminate()
    sleeper = undefined
    return slow
  },
})
