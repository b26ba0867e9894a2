/** For Electron's main process: stores served to the pages of its windows. */
export { drain } from './electron/main/drain.js'
export type { WindowSender } from './electron/main/sender.js'
export { serveWindows, type WindowOptions, type WindowService } from './electron/main/serve-windows.js'
export type { ClientCommit, PathPattern, Refusal, RelayPolicy } from './relay/policy.js'
export type { ServedPort, ServeOptions } from './relay/serve-store.js'
