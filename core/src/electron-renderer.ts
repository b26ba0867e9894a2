/** For the pages of Electron's windows: stores that main serves. Needs nothing of Node. */

export { connectStore } from './electron/renderer/connect-store.js'
export * from './memory.js'
export type { ConnectOptions } from './relay/client/connect-through.js'
