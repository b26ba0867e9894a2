import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { LockstepError } from '../errors/errors.js'
import { internalsOf } from '../store/internals.js'
import type { Store } from '../store/types.js'
import { MOST_TOGETHER_BYTES } from './protocol.js'
import { type ServedPort, type ServeOptions, serveStore } from './serve-store.js'
import { limitStrangers } from './server/limit-strangers.js'
import { isWelcomeOrigin } from './server/origin.js'
import { readToTheEnd } from './server/read-to-the-end.js'

/** A socket that has not said who it is after so long is closed. Milliseconds. */
const HELLO_WITHIN = 10_000
const LEAST_TOKEN = 16

/** Options of `serveWebSockets`. */
export interface WebSocketOptions<State> {
  /** What clients have to connect with: at least 16 characters, better `crypto.randomUUID()` anew for each start. */
  readonly token: string
  /** Where to listen. Default 0: any port that is free. Not with `server`. */
  readonly port?: number
  /** On which address. Default `127.0.0.1`: only programs of this machine reach it. Not with `server`. */
  readonly host?: string
  /** A server that listens already or will: sockets are taken from its `upgrade` events. */
  readonly server?: Server
  /** The path of the sockets' URL. Default `/`. */
  readonly path?: string
  /**
   * Whose pages may connect, as browsers say it in `Origin`: `https://admin.example.com`. Default: pages that come from
   * the very host and port of the socket. Programs that are no browsers send no origin, and need the token alone.
   */
  readonly origins?: readonly string[]
  /** What a client may see and do; or a function that says so for each request. Default: everything. */
  readonly policy?: ServeOptions<State> | ((request: IncomingMessage) => ServeOptions<State>)
}

/** Sockets that are served. */
export interface WebSocketService {
  /** What clients connect to: `ws://127.0.0.1:49152/`. Of a `server` that does not listen yet, without its port. */
  readonly url: string
  /** The clients that are connected now. */
  readonly clients: ReadonlySet<ServedPort>
  /** Sends the clients away, and ends the server that it has made. The store stays open. */
  close(): Promise<void>
}

/**
 * Serves `store` over WebSockets: to pages, and to programs that do not share memory with this one. It listens on this
 * machine alone unless told otherwise, wants a token from everybody, and turns away pages of other origins.
 *
 * @throws (rejects) LOCKSTEP_OPTIONS (the token is too short, or the store cannot be served), LOCKSTEP_SYSTEM (it
 * cannot listen there; see the cause)
 *
 * @example
 * ```ts
 * const token = crypto.randomUUID()
 * const { url } = await serveWebSockets(store, { token, policy: { readonly: true } })
 * // in the page: await connectStore(definition, () => new WebSocket(url), { token })
 * ```
 */
export async function serveWebSockets<State>(
  store: Store<State>,
  options: WebSocketOptions<State>,
): Promise<WebSocketService> {
  const { token, host = '127.0.0.1', port = 0, path = '/', origins, policy = {} } = options
  if (typeof token !== 'string' || token.length < LEAST_TOKEN) throw weakToken(store.name)
  const longest = Math.max(internalsOf(store)?.replica.maxStateBytes ?? 0, MOST_TOGETHER_BYTES)
  const authorise = tokenCheck(token)
  const clients = new Set<ServedPort>()
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: longest + 1024,
    perMessageDeflate: false,
  })
  const server = options.server ?? createServer((_, response) => response.writeHead(426).end())

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const timer = setTimeout(() => {
      if (client.id === undefined) socket.terminate()
    }, HELLO_WITHIN)
    const chosen = typeof policy === 'function' ? policy(request) : policy
    const client = serveStore(store, socket, {
      ...chosen,
      authorise: given => authorise(given) && (chosen.authorise?.(given) ?? true),
      onClose() {
        clearTimeout(timer)
        clients.delete(client)
        chosen.onClose?.()
      },
    })
    clients.add(client)
    limitStrangers(request.socket, () => client.id !== undefined)
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const wanted = pathOf(request.url) === path
    // Another listener of the same server may want it; where there is none, nobody would ever answer.
    if (!wanted && server.listenerCount('upgrade') > 1) return
    if (!wanted || !isWelcomeOrigin(request.headers, origins)) {
      // Who is turned away may be gone already: an error that nobody listens for would end this process.
      socket.on('error', () => {})
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    readToTheEnd(socket)
    sockets.handleUpgrade(request, socket, head, accept)
  }

  server.on('upgrade', upgrade)
  if (options.server === undefined) await listen(server, store.name, port, host)
  return {
    get url() {
      const address = server.address() as AddressInfo | null
      const name = address?.family === 'IPv6' ? `[${address.address}]` : (address?.address ?? host)
      return `ws://${name}:${address?.port ?? ''}${path}`
    },
    clients,
    async close() {
      server.off('upgrade', upgrade)
      for (const client of clients) client.close()
      sockets.close()
      if (options.server !== undefined) return
      server.close()
      await once(server, 'close')
    },
  }
}

/** `undefined` for what is no address: anybody can send anything. */
function pathOf(url = '/'): string | undefined {
  return URL.canParse(url, 'ws://here') ? new URL(url, 'ws://here').pathname : undefined
}

async function listen(server: Server, name: string, port: number, host: string): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new LockstepError(
      'LOCKSTEP_SYSTEM',
      `The store "${name}" cannot be served on ${host}:${port} (see the cause): choose another port, or 0 for any that is free`,
      { cause },
    )
  }
}

/** Compares digests: how long it takes says nothing about the token. */
function tokenCheck(token: string): (given: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return given => timingSafeEqual(digest(given), expected)
}

function weakToken(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_OPTIONS',
    `The store "${name}" needs a token of at least ${LEAST_TOKEN} characters to be served over WebSockets: pass crypto.randomUUID(), and give it to the clients`,
  )
}
