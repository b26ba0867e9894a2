/** Stores for who cannot map memory: served over message ports and sockets. Needs nothing of Node. */
export * from './memory.js'
export type { ConnectOptions } from './relay/client/connect-through.js'
export { connectStore, type PortSource } from './relay/connect-store.js'
export type { ClientCommit, PathPattern, Refusal, RelayPolicy } from './relay/policy.js'
export type { Port } from './relay/port.js'
export type { MessageEmitter, MessageTarget, PortLike, Socket } from './relay/port-like.js'
export { type ServedPort, type ServeOptions, serveStore } from './relay/serve-store.js'
