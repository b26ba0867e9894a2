// The service itself: greets, within the limits, as the flags say.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Store } from '@lockstep/core'
import { machineTime } from './clock.js'
import { isOn } from './flags.js'
import { takeToken } from './limiter.js'
import type { ClusterState, Plan } from './store.js'

const KEY = /^[\x21-\x7e]{1,64}$/
const LONGEST_NAME = 100

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string | number>>
}

/** Answers everything but the admin page. Nothing in it waits: the store is as near as a variable. */
export function createService(store: Store<ClusterState>, worker: string) {
  return (request: IncomingMessage, url: URL, response: ServerResponse): void => {
    let answer: Answer
    try {
      answer = route(request, url)
    } catch (error) {
      console.error(error)
      answer = failure(503, 'The service cannot answer now.')
    }
    const { status, body, headers } = answer
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-worker': worker,
      ...headers,
    })
    response.end(`${JSON.stringify(body)}\n`)
  }

  function route(request: IncomingMessage, { pathname, searchParams }: URL): Answer {
    if (pathname !== '/hello' && pathname !== '/health') return failure(404, 'There is nothing here.')
    if (request.method !== 'GET') return { ...failure(405, 'Only GET.'), headers: { allow: 'GET' } }
    return pathname === '/health' ? { status: 200, body: { ok: true } } : hello(request, searchParams)
  }

  function hello(request: IncomingMessage, parameters: URLSearchParams): Answer {
    const name = parameters.get('name') ?? 'you'
    if (name.length > LONGEST_NAME) return failure(400, `A name has at most ${LONGEST_NAME} characters.`)
    const key = request.headers['x-api-key']
    // A real service would look the key up here; this one believes everybody.
    if (key !== undefined && !KEY.test(String(key)))
      return failure(400, 'An x-api-key is 1 to 64 visible ASCII characters.')
    const plan: Plan = key === undefined ? 'address' : 'key'
    const client = String(key ?? request.socket.remoteAddress)

    // Never older than any change that was made anywhere before this request came.
    const state = store.getState()
    if (isOn(state, 'maintenance', client)) return failure(503, 'Closed for maintenance.')

    const { allowed, limit, remaining, wait } = takeToken(store, worker, plan, client, machineTime())
    const headers = { 'ratelimit-limit': limit.burst, 'ratelimit-remaining': remaining }
    if (!allowed) {
      const seconds = Math.ceil(wait / 1000)
      return { ...failure(429, 'Too many requests.'), headers: { ...headers, 'retry-after': seconds } }
    }
    const message = `Hello, ${name}`
    const said = isOn(state, 'shout', client) ? message.toUpperCase() : message
    return { status: 200, body: { message: said, worker }, headers }
  }
}

function failure(status: number, error: string): Answer {
  return { status, body: { error } }
}
