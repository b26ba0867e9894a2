// A thread that has a store behind a MessagePort, and times round trips.
import { parentPort, workerData } from 'node:worker_threads'
import { connectStore } from '@lockstep/core/relay'
import { now } from '../harness/clock.mjs'
import { workloadCalled } from '../workloads.mjs'

const { port, bare, warm, blocks, each } = workerData
const { recipe } = workloadCalled('medium')

let sent = 0
const { postMessage } = port
port.postMessage = (/** @type {Uint8Array} */ frame) => {
  sent = frame.byteLength
  postMessage.call(port, frame)
}

/** @type {import('@lockstep/core/relay').StoreDefinition<any>} */
const definition = { name: 'port', initialState: {} }
const store = await connectStore(definition, port)
store.ref()
let number = 0

async function confirmed() {
  store.update(recipe(store.version + 1, ++number))
  await store.confirmed()
}

/** @param {Uint8Array} message */
function echoed(message) {
  return new Promise(resolve => {
    bare.once('message', resolve)
    bare.postMessage(message)
  })
}

/** @param {() => Promise<unknown>} trip @param {number[]} into */
async function time(trip, into) {
  for (let n = 0; n < each; n += 1) {
    const started = now()
    await trip()
    into.push((now() - started) / 1000)
  }
}

for (let n = 0; n < warm; n += 1) await confirmed()
/** @type {number[]} */
const ours = []
/** @type {number[]} */
const baseline = []
for (let block = 0; block < blocks; block += 1) {
  await time(confirmed, ours)
  const message = new Uint8Array(sent)
  await time(() => echoed(message), baseline)
}
parentPort?.postMessage({ ours, baseline, bytes: sent, version: store.version, expected: number })
