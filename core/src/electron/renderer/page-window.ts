/** The end of a channel that a page keeps. */
export interface PagePort {
  postMessage(message: unknown): void
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void
  removeEventListener(type: string, listener: (event: { data?: unknown }) => void): void
  start(): void
  close(): void
}

export interface PageMessageEvent {
  readonly source: unknown
  readonly data: unknown
}

/** What a page uses of its window. */
export interface PageWindow {
  readonly MessageChannel: new () => { readonly port1: PagePort; readonly port2: PagePort }
  postMessage(message: unknown, targetOrigin: string, transfer?: PagePort[]): void
  addEventListener(type: 'message', listener: (event: PageMessageEvent) => void): void
  removeEventListener(type: 'message', listener: (event: PageMessageEvent) => void): void
}

export const thisWindow = globalThis as unknown as PageWindow

/** What `data` says, if it is a message of Lockstep's. */
export function messageOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { lockstep } = data as { lockstep?: unknown }
  return typeof lockstep === 'string' ? lockstep : undefined
}
