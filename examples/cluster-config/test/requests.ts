import { get } from 'node:http'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: { readonly message?: string; readonly error?: string }
}

/** A connection that the primary was handing to a worker when that was killed is answered by nobody. */
const SILENT_MS = 20_000

/** One request over a connection of its own, so that any worker may get it; rejects if that breaks. */
export function hello(origin: string, key?: string): Promise<Reply> {
  const headers = key === undefined ? {} : { 'x-api-key': key }
  return new Promise((resolve, reject) => {
    const request = get(`${origin}/hello`, { agent: false, headers, timeout: SILENT_MS }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: JSON.parse(text) }),
      )
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })))
    request.on('error', reject)
  })
}

export interface Outcomes {
  allowed: number
  limited: number
  /** The connection broke: nobody knows whether the request was counted. */
  broken: number
  readonly workers: Set<unknown>
}

/** Sends `count` requests of one client, 40 at a time; `onReply` is told how many have ended. */
export async function load(
  origin: string,
  key: string,
  count: number,
  onReply: (ended: number) => void = () => {},
): Promise<Outcomes> {
  const outcomes: Outcomes = { allowed: 0, limited: 0, broken: 0, workers: new Set() }
  let sent = 0
  let ended = 0
  async function send(): Promise<void> {
    while (sent < count) {
      sent += 1
      try {
        const { status, headers } = await hello(origin, key)
        if (status === 200) outcomes.allowed += 1
        else if (status === 429) outcomes.limited += 1
        else throw new Error(`an unexpected answer: ${status}`)
        outcomes.workers.add(headers['x-worker'])
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === undefined) throw error
        outcomes.broken += 1
      }
      ended += 1
      onReply(ended)
    }
  }
  await Promise.all(Array.from({ length: 40 }, send))
  return outcomes
}
