// A utility process that has a store mapped and serves it to the windows that main passes on.
import { createStore } from '@lockstep/core'
import { serveWindows } from '@lockstep/core/electron/utility'

const { name, initialState, refuses = false } = JSON.parse(process.env.STORE)
const store = createStore({ name, initialState, title: 'utility' })
const service = serveWindows(store, refuses ? { policy: () => false } : {})

process.parentPort.on('message', ({ data }) => {
  if (data === 'state') process.parentPort.postMessage({ state: store.getState() })
  if (data === 'clients') process.parentPort.postMessage({ clients: service.clients.size })
  if (data === 'close') service.close()
})
