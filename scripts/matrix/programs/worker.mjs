// A worker thread that joins the store of its process, tells what it sees, and commits when it is told to.
import { parentPort } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { addOne, definition, look } from './store.mjs'

const store = createStore(definition)
store.subscribe(state => parentPort.postMessage({ event: 'counts', value: state.counts }))
parentPort.on('message', command => {
  if (command === 'add') addOne(store, 'worker')
  else if (command === 'leave') process.exit()
})
parentPort.postMessage({ event: 'open', value: look(store) })
