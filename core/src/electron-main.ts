/** For Electron's main process: stores served to the pages of its windows. */
export { drain } from './electron/main/drain.js'
export { drainOnClose } from './electron/main/drain-on-close.js'
export {
  type ForwardOptions,
  forwardWindows,
  type StoreName,
  type WindowForward,
} from './electron/main/forward-windows.js'
export type { WindowSender } from './electron/main/sender.js'
export { serveWindows, type WindowOptions } from './electron/main/serve-windows.js'
export type { WindowService } from './electron/service.js'
export type { SentPolicy } from './electron/utility-messages.js'
export type { ClientCommit, PathPattern, Refusal, RelayPolicy } from './relay/policy.js'
export type { ServedPort, ServeOptions } from './relay/serve-store.js'
