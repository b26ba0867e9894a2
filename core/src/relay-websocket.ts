/** Stores served over WebSockets, for Node. What connects to them is in `/relay`. */
export {
  serveWebSockets,
  type WebSocketOptions,
  type WebSocketService,
} from './relay/serve-web-sockets.js'
