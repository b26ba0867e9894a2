import { MessageChannel, Worker } from 'node:worker_threads'
import { createStore } from '@lockstep/core'
import { serveStore } from '@lockstep/core/relay'
import { workloadCalled } from '../../workloads.mjs'

/** A store behind a MessagePort, and a bare port beside it. @returns {import('../../tasks/context.mjs').Tasks} */
export function portTasks() {
  return {
    /** Microseconds of round trips from a worker thread, ours and as many bytes over a bare port, in turn in short blocks. */
    async portRoundTrips({ warm, blocks, each }) {
      const store = createStore({ name: 'port', initialState: workloadCalled('medium').full() })
      const served = new MessageChannel()
      const bare = new MessageChannel()
      serveStore(store, served.port1)
      bare.port1.on('message', message => bare.port1.postMessage(message))
      const ports = { port: served.port2, bare: bare.port2 }
      const worker = new Worker(new URL('../worker.mjs', import.meta.url), {
        workerData: { ...ports, warm, blocks, each },
        transferList: [served.port2, bare.port2],
      })
      try {
        return await new Promise((resolve, reject) => {
          worker.once('message', resolve)
          worker.once('error', reject)
          worker.once('exit', code => reject(new Error(`the worker ended with code ${code}`)))
        })
      } finally {
        await worker.terminate()
        bare.port1.close()
        store.close()
      }
    },
  }
}
