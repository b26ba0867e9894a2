import { serveWindows } from '../../src/electron-main.js'
import { createStore } from '../../src/index.js'
import { storeConformance } from '../conformance/stores.js'
import { uniqueBoard } from '../relay/harness.js'
import { connectIn, openWindow } from './harness.js'

storeConformance("in the pages of Electron's windows", () => {
  const store = createStore(uniqueBoard())
  const service = serveWindows(store)
  return {
    // Each in a window of its own.
    open: async (title = '') => connectIn(await openWindow(), store.name, { title }),
    close() {
      service.close()
      store.close()
    },
  }
})
