import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { connectStore } from '@lockstep/core/relay'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { setFlag, setLimit } from '../src/actions.js'
import { clusterConfig } from '../src/store.js'
import { hello, load } from './requests.js'
import { createWorld, segmentFiles, untilGone, WORKERS, type World } from './world.js'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.end())

/** A limit that gives nothing back while a test lasts. */
const NEVER = 1e-6
const BURST = 200

describe('the rate limit', () => {
  beforeEach(() => setLimit(world.store, 'key', { burst: BURST, perMinute: NEVER }))

  test('is exact, whatever worker is asked: of 600 at once, 200 are let through', async () => {
    const { origin } = await world.cluster()
    const outcomes = await load(origin, 'ada', 600)
    expect(outcomes).toMatchObject({ allowed: BURST, limited: 400, broken: 0 })
    expect(outcomes.workers.size).toBe(WORKERS)
    expect(world.counted()).toEqual({ allowed: BURST, limited: 400 })
    expect((await hello(origin, 'bob')).status).toBe(200)
  })

  test('stays exact when a worker is killed at work: no token is given twice, no count is lost', async () => {
    const { origin } = await world.cluster()
    const [victim] = world.workers()
    const outcomes = await load(origin, 'ada', 600, ended => {
      if (ended === 80) process.kill(victim!, 'SIGKILL')
    })
    const { allowed, limited, broken } = outcomes
    expect(allowed + limited + broken).toBe(600)
    expect(allowed).toBeLessThanOrEqual(BURST)
    expect(allowed + broken).toBeGreaterThanOrEqual(BURST)

    // The dead one's counts are kept, and another one has taken its place.
    await world.until(
      ({ retired, workers }) => retired.workers === 1 && Object.keys(workers).length === WORKERS,
    )
    expect(world.workers()).not.toContain(victim)
    expect(world.counted().allowed).toBe(BURST)
    expect(world.counted().limited).toBeGreaterThanOrEqual(limited)
    expect((await load(origin, 'ada', 20)).limited).toBe(20)
  })

  test('stays exact through a rolling restart, and every request is answered', async () => {
    const cluster = await world.cluster()
    const before = world.workers()
    let done = false
    const outcomes = load(cluster.origin, 'ada', 300)
    const more = (async () => {
      let limited = 0
      while (!done) limited += (await load(cluster.origin, 'ada', 40)).limited
      return limited
    })()
    cluster.process.kill('SIGUSR2')
    await cluster.output(/All workers are new/)
    done = true
    expect((await outcomes).broken).toBe(0)
    await more
    await world.until(({ retired }) => retired.workers === WORKERS)
    expect(world.counted().allowed).toBe(BURST)
    expect(world.workers()).toHaveLength(WORKERS)
    for (const pid of before) expect(world.workers()).not.toContain(pid)
  })

  test('changes with the next request, in every worker, and is told to clients', async () => {
    const { origin } = await world.cluster()
    setLimit(world.store, 'key', { burst: 2, perMinute: 1 })
    expect((await hello(origin, 'ada')).headers).toMatchObject({
      'ratelimit-limit': '2',
      'ratelimit-remaining': '1',
    })
    await hello(origin, 'ada')
    const refused = await hello(origin, 'ada')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(1)
    setLimit(world.store, 'key', { burst: 5 })
    expect(await load(origin, 'ada', 12)).toMatchObject({ allowed: 3, limited: 9 })
  })
})

test('two clusters share the limit, the flags and the token', async () => {
  setLimit(world.store, 'key', { burst: 50, perMinute: NEVER })
  const [one, other] = await Promise.all([world.cluster(), world.cluster()])
  expect(other.token).toBe(one.token)
  const outcomes = await Promise.all([load(one.origin, 'ada', 40), load(other.origin, 'ada', 40)])
  expect(outcomes[0].allowed + outcomes[1].allowed).toBe(50)
  expect(world.workers()).toHaveLength(2 * WORKERS)
})

test('a flag that is switched here is switched for the next request in every worker', async () => {
  setLimit(world.store, 'key', { burst: 10_000 })
  const { origin } = await world.cluster()
  const heard = new Set<unknown>()
  for (let round = 1; round <= 20; round++) {
    const on = round % 2 === 1
    setFlag(world.store, 'shout', { on })
    const replies = await Promise.all(Array.from({ length: WORKERS * 2 }, () => hello(origin, 'ada')))
    for (const { body, headers } of replies) {
      expect(body.message).toBe(on ? 'HELLO, YOU' : 'Hello, you')
      heard.add(headers['x-worker'])
    }
  }
  expect(heard.size).toBe(WORKERS)
  setFlag(world.store, 'maintenance', { on: true })
  expect((await hello(origin, 'ada')).status).toBe(503)
  expect(world.counted().limited, 'who is told to come later pays nothing').toBe(0)
})

describe('bad input', () => {
  test('is answered with what is wrong, and costs nothing', async () => {
    const { origin } = await world.cluster()
    const status = async (path: string, init?: RequestInit) => (await fetch(`${origin}${path}`, init)).status
    expect(await status('/health')).toBe(200)
    expect(await status('/nothing')).toBe(404)
    expect(await status('/admin/../main.js')).toBe(404)
    expect(await status('/admin/main.js')).toBe(404)
    expect(await status('/constructor')).toBe(404)
    expect(await status('/hello', { method: 'POST', body: 'x' })).toBe(405)
    expect(await status(`/hello?name=${'x'.repeat(101)}`)).toBe(400)
    expect(await status('/hello', { headers: { 'x-api-key': 'k'.repeat(65) } })).toBe(400)
    expect(await status('/hello', { headers: { 'x-api-key': 'two words' } })).toBe(400)
    expect((await hello(origin, '__proto__')).status).toBe(200)
    expect(await world.counted()).toEqual({ allowed: 1, limited: 0 })
  })

  test.each([
    ['an address that is none', 'GET // HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    [
      'a socket at an address that is none',
      'GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      '403',
    ],
    ['what is no HTTP', 'what?\r\n\r\n', '400'],
  ])('%s ends no worker', async (_, text, expected) => {
    const { origin } = await world.cluster()
    const before = world.workers()
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    socket.write(text)
    const [answer] = await once(socket, 'data')
    socket.destroy()
    expect(String(answer)).toContain(expected)
    expect((await hello(origin)).status).toBe(200)
    expect(world.workers()).toEqual(before)
  })

  test('in the environment is named before anything starts', async () => {
    const program = world.start('main', { WORKERS: 'many' })
    const [text, code] = await Promise.all([program.output(/WORKERS must be a whole number/), program.ended])
    expect([text.trim().split('\n').length, code]).toEqual([1, 1])
  })
})

describe('the admin connection', () => {
  const live = (origin: string) => `${origin.replace('http', 'ws')}/admin/live`

  test('is for those who have the token', async () => {
    const { origin, token } = await world.cluster()
    const open = () => new WebSocket(live(origin), { origin })
    await expect(connectStore(clusterConfig, open, { token: 'guessed' })).rejects.toMatchObject({
      code: 'LOCKSTEP_REFUSED',
    })
    const admin = await connectStore(clusterConfig, open, { token })
    setFlag(admin, 'shout', { on: true })
    await admin.confirmed()
    expect((await hello(origin)).body.message).toBe('HELLO, YOU')
    admin.setState({ workers: {} }, { label: 'set flag' })
    await expect(admin.confirmed()).rejects.toMatchObject({ code: 'LOCKSTEP_REFUSED' })
    expect(world.workers()).toHaveLength(WORKERS)
    admin.close()
  })

  test.each(['https://example.org', 'null', 'http://localhost:1'])('is not for pages of %s', async origin => {
    const cluster = await world.cluster()
    const [error] = await once(new WebSocket(live(cluster.origin), { origin }), 'error')
    expect(String(error)).toContain('403')
  })
})

describe('the end', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends everything, without a trace', async signal => {
    const cluster = await world.cluster()
    const workers = world.workers()
    // A page that is open holds nobody up.
    const { origin, token } = cluster
    const open = () => new WebSocket(`${origin.replace('http', 'ws')}/admin/live`, { origin })
    const page = await connectStore(clusterConfig, open, { token })
    world.store.close()
    cluster.process.kill(signal)
    expect(await cluster.ended).toBe(0)
    page.close()
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(segmentFiles(world.directory)).toEqual([])
  })

  test('a primary that is killed takes its workers with it; the next one adds up what they counted', async () => {
    const cluster = await world.cluster()
    await load(cluster.origin, 'ada', 30)
    const workers = world.workers()
    cluster.process.kill('SIGKILL')
    await Promise.all(workers.map(untilGone))
    expect(world.counted().allowed).toBe(30)
    const next = await world.cluster()
    expect(next.token).toBe(cluster.token)
    expect(world.counted().allowed).toBe(30)
    expect(world.store.getState().retired.workers).toBe(WORKERS)
  })

  test('says so where the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const program = world.start('main', { PORT: String(port) })
    const pattern = new RegExp(`Cannot listen on 127.0.0.1:${port}: somebody else listens there`)
    const [text, code] = await Promise.all([program.output(pattern), program.ended])
    expect(text.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(1)
    other.close()
  })
})

test('the load program says how many were let through', async () => {
  setLimit(world.store, 'key', { burst: 25, perMinute: NEVER })
  const { origin } = await world.cluster()
  const program = world.start('load', { PORT: new URL(origin).port }, '60')
  const text = await program.output(/answered by \d+ workers/)
  expect(text).toContain('200: 25\n429: 35\n60 requests')
  expect(await program.ended).toBe(0)
})
