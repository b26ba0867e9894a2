/** For Electron's utility processes: stores served to the pages that main passes on. */
export type { WindowService } from './electron/service.js'
export { type ForwardedOptions, serveWindows } from './electron/utility/serve-windows.js'
export type { ForwardedPage, SentPolicy } from './electron/utility-messages.js'
export type { ClientCommit, PathPattern, Refusal, RelayPolicy } from './relay/policy.js'
export type { ServedPort, ServeOptions } from './relay/serve-store.js'
