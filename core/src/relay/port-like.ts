import type { Port } from './port.js'

// biome-ignore-start lint/suspicious/noExplicitAny: these are met by types of many origins (DOM, Node, Electron, ws), whose overloads agree on nothing narrower.

/** A `MessagePort` (of pages, of Node), a `Worker` of pages, or the global object inside one. */
export interface MessageTarget {
  postMessage(message: any): void
  addEventListener(type: any, listener: (event: any) => void): void
}

/** Electron's `MessagePortMain`, `UtilityProcess` and `process.parentPort`; a `Worker` of Node. */
export interface MessageEmitter {
  postMessage(message: any): void
  on(event: any, listener: (...args: any[]) => void): unknown
}

/** A `WebSocket`, of pages and Node or of `ws`. */
export interface Socket {
  binaryType: any
  readonly readyState: number
  send(data: any): void
  close(): void
  addEventListener(type: any, listener: (event: any) => void): void
  /** Only `ws` has it. */
  on?(event: any, listener: (...args: any[]) => void): unknown
}

// biome-ignore-end lint/suspicious/noExplicitAny: see above

/** Whatever a relay can speak through. */
export type PortLike = Port | MessageTarget | MessageEmitter | Socket
