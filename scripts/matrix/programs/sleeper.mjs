// A worker thread that waits for commits until it is terminated.
import { parentPort } from 'node:worker_threads'
import { openTwins } from './twins.mjs'

for (const store of openTwins()) store.subscribe(() => {})
parentPort.postMessage('open')
