// Sends requests as one client, many at a time, and says how many were let through: npm run load -- 500
import { Agent, get, type IncomingMessage } from 'node:http'
import { readOptions } from './options.js'

const AT_ONCE = 50
const count = Number(process.argv[2] ?? 500)
if (!Number.isInteger(count) || count < 1) {
  console.error('How many requests? npm run load --workspace cluster-config -- 500')
  process.exit(1)
}

const { host, port } = readOptions(process.env)
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
const statuses = new Map<number, number>()
const workers = new Set<unknown>()

function send(): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { agent, host, port, path: '/hello', headers: { 'x-api-key': 'load' } }
    get(options, (response: IncomingMessage) => {
      const { statusCode = 0, headers } = response
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
      workers.add(headers['x-worker'])
      response.resume().on('end', resolve)
    }).on('error', reject)
  })
}

const began = performance.now()
try {
  await Promise.all(Array.from({ length: count }, send))
} catch (error) {
  console.error(`${host}:${port} does not answer (${(error as Error).message}). Is the cluster running?`)
  process.exit(1)
}
const seconds = (performance.now() - began) / 1000
agent.destroy()
for (const [status, times] of [...statuses].sort()) console.log(`${status}: ${times}`)
console.log(`${count} requests in ${seconds.toFixed(2)} s, answered by ${workers.size} workers`)
