// Loads the built entries of main as ES module and as CommonJS, in a process where `electron` is a module as in Electron.
import { EventEmitter } from 'node:events'
import { createRequire, Module, register } from 'node:module'

globalThis.electron = {
  app: Object.assign(new EventEmitter(), { isPackaged: true }),
  ipcMain: new EventEmitter(),
}
const code = 'export const { app, ipcMain } = globalThis.electron'
const hooks = `export const resolve = (name, context, next) => name === 'electron'
  ? { url: 'data:text/javascript,${encodeURIComponent(code)}', shortCircuit: true } : next(name, context)`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
const load = Module._load
Module._load = function (name, ...rest) {
  return name === 'electron' ? globalThis.electron : load.call(this, name, ...rest)
}

const imported = await import('@lockstep/core/electron/main')
const required = createRequire(import.meta.url)('@lockstep/core/electron/main')
const { createMemoryStore } = await import('@lockstep/core/memory')
const store = createMemoryStore({ name: 'both', initialState: { n: 0 } })
const service = imported.serveWindows(store)
let twice
try {
  required.serveWindows(store)
} catch (error) {
  twice = error.code
}
service.close()
required.serveWindows(store).close()

// A utility process's entry, where there is no utility process.
let elsewhere
try {
  ;(await import('@lockstep/core/electron/utility')).serveWindows(store)
} catch (error) {
  elsewhere = error.code
}
const listeners = electron.ipcMain.eventNames().length + electron.app.eventNames().length
console.log(
  JSON.stringify({
    imported: Object.keys(imported).sort(),
    required: Object.keys(required).sort(),
    ...{ twice, elsewhere, listeners },
  }),
)
