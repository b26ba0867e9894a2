import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What a request must show before it is let in. */
export interface Doorkeeper {
  readonly port: number
  /** Stands in the address that the programs print: only who can read the store knows it. */
  readonly key: string
}

/**
 * Whether the request was made to this machine by name. A page of another site that has its own name resolve to
 * 127.0.0.1 (DNS rebinding) still sends its own name as `Host`.
 */
export function isLocal(request: IncomingMessage, { port }: Doorkeeper): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host ?? '')
}

/**
 * Whether the request may open the live connection. Browsers let any page connect to any WebSocket, so `Origin` has to
 * be ours; the key keeps out the machine's other users, who can reach the port but not the store.
 */
export function mayConnect(request: IncomingMessage, door: Doorkeeper): boolean {
  if (!isLocal(request, door) || request.headers.origin !== `http://${request.headers.host}`) return false
  const url = new URL(request.url ?? '', request.headers.origin)
  return url.pathname === '/live' && isSame(url.searchParams.get('key') ?? '', door.key)
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
