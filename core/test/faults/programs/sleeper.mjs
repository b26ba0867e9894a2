// A thread that has the store open and waits for commits.
import { parentPort, workerData } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { initialState } from './state.mjs'

const store = createStore({ ...workerData, initialState })
store.subscribe(() => {})
// In a later task: by then it is asleep, as far as others see.
setImmediate(() => parentPort.postMessage('asleep'))
