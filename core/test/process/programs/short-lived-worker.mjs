// A worker thread that opens the store, commits for a while, and ends in one of several ways.
import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createStore } from '@lockstep/core'

const { definition, subscribes, updates, end, acknowledged } = workerData
const store = createStore(definition)
if (subscribes) store.subscribe(() => {})
parentPort.postMessage('open')

for (let count = 0; count < updates; count += 1) {
  store.update(draft => {
    draft.byWorkers += 1
  })
  Atomics.add(acknowledged, 0, 1)
  if (count === 0) parentPort.postMessage('committed')
  await setImmediate()
}

if (end === 'exit') process.exit()
if (end === 'close') store.close()
// Else it simply ends; with a subscription only when it is terminated.
