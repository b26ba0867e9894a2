import { once } from 'node:events'
import { connectStore, type Store } from '@lockstep/core/relay'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { acknowledgeAlert, setThreshold } from '../src/actions.js'
import { webAddress } from '../src/select.js'
import { METRICS, type MonitorState, monitor } from '../src/store.js'
import { createWorld, type World } from './world.js'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.end())

/** Every machine uses more of its memory than the least threshold and less than the greatest; CPU and load may be anything. */
const memoryAlert = ({ alerts }: MonitorState) => alerts.find(({ metric }) => metric === 'memory')
const { min, max } = METRICS.memory

/** Resolves after the next `count` samples. */
function samples(count: number): Promise<unknown> {
  const wanted = world.store.getState().history.taken + count
  return world.until(({ history }) => history.taken >= wanted)
}

/** The store as a page at this address has it. */
function connect(address: string): Promise<Store<MonitorState>> {
  const { host, origin, hash } = new URL(address)
  const token = hash.replace('#key=', '')
  return connectStore(monitor, () => new WebSocket(`ws://${host}/live`, { origin }), { token })
}

describe('the processes together', () => {
  test('a threshold lowered in a fourth process raises an alert; raised again, the alert clears', async () => {
    world.start('collector')
    world.start('alerts')
    await samples(4)
    expect(memoryAlert(world.store.getState())).toBeUndefined()
    setThreshold(world.store, 'memory', min)
    const alert = await world.until(memoryAlert)
    expect(alert).toMatchObject({ threshold: min, clearedAt: null, acknowledgedAt: null })

    acknowledgeAlert(world.store, alert.id)
    setThreshold(world.store, 'memory', max)
    const cleared = await world.until(({ alerts }) =>
      alerts.find(({ id, clearedAt }) => id === alert.id && clearedAt),
    )
    expect(cleared.acknowledgedAt).toEqual(expect.any(Number))
  })

  test('samples are whole and bounded, and carry their label', async () => {
    const labels = new Set<string | undefined>()
    world.store.onCommit(event => labels.add(event.type === 'commit' ? event.label : event.type))
    world.start('collector')
    await samples(5)
    const state = world.store.getState()
    expect(state.cpu.cores.length).toBeGreaterThan(0)
    expect(state.memory.used).toBeGreaterThan(0)
    expect(state.processes.length).toBeGreaterThan(0)
    expect(state.history.points).toHaveLength(state.history.taken)
    expect([...labels]).toEqual(['sample'])
  })

  test('everybody who has the store open is seen under its title', async () => {
    world.start('collector')
    world.start('alerts')
    world.start('web')
    await world.until(({ web }) => web)
    await samples(1)
    // The alert process commits nothing until there is a reason.
    setThreshold(world.store, 'memory', min)
    await world.until(memoryAlert)
    const titles = world.store.peers().map(({ title }) => title)
    expect(titles.sort()).toEqual(['alerts', 'collector', 'test', 'web'])
  })
})

describe('killed with kill -9 and started again', () => {
  test('the alert process: samples go on, and what was missed is caught up', async () => {
    world.start('collector')
    const alerts = world.start('alerts')
    await samples(2)
    await alerts.kill()
    setThreshold(world.store, 'memory', min)
    await samples(4)
    expect(memoryAlert(world.store.getState())).toBeUndefined()
    world.start('alerts')
    await world.until(memoryAlert)
  })

  test('the collector: thresholds and alerts go on with the last sample, then with new ones', async () => {
    const collector = world.start('collector')
    world.start('alerts')
    await samples(2)
    await collector.kill()
    const { taken } = world.store.getState().history
    setThreshold(world.store, 'memory', min)
    await world.until(memoryAlert)
    expect(world.store.getState().history.taken).toBe(taken)
    world.start('collector')
    await samples(2)
  })

  test('the web process: it comes back at the same address, with the state as it is now', async () => {
    world.start('collector')
    const web = world.start('web')
    const before = webAddress(await world.until(state => state.web))!
    const page = await connect(before)
    const offline = new Promise<void>(resolve =>
      page.onConnection(({ status }) => status === 'offline' && resolve()),
    )
    await web.kill()
    await offline
    setThreshold(world.store, 'memory', 17)
    setThreshold(page, 'cpu', 18)
    await samples(2)

    const again = world.start('web')
    await again.output(/is served by process/)
    expect(webAddress(world.store.getState().web)).toBe(before)
    await page.confirmed()
    expect(world.store.getState().thresholds).toMatchObject({ memory: 17, cpu: 18 })
    expect(page.getState().thresholds).toMatchObject({ memory: 17, cpu: 18 })
    page.close()
  })
})

describe('the web process', () => {
  const get = (address: string, init?: RequestInit) => fetch(address, init).then(({ status }) => status)

  async function startWeb(env?: Record<string, string>) {
    const web = world.start('web', env)
    await web.output(/is served by process/)
    return webAddress(world.store.getState().web)!
  }

  test('serves the page and its two files, and nothing else', async () => {
    const address = await startWeb()
    expect(await get(address)).toBe(200)
    expect(await get(new URL('/page.js', address).href)).toBe(200)
    expect(await get(new URL('/page.css', address).href)).toBe(200)
    expect(await get(new URL('/../web.js', address).href)).toBe(404)
    expect(await get(new URL('/..%2fweb.js', address).href)).toBe(404)
    expect(await get(new URL('/constructor', address).href)).toBe(404)
    expect(await get(address, { method: 'POST' })).toBe(405)
  })

  test.each([
    ['another site', { origin: 'https://example.org' }],
    [
      'a name that was made to resolve here',
      { headers: { host: 'evil.example' }, origin: 'http://evil.example' },
    ],
  ])('refuses the live connection to %s', async (_, options) => {
    const { host } = new URL(await startWeb())
    const socket = new WebSocket(`ws://${host}/live`, options)
    const [error] = await once(socket, 'error')
    expect(error.message).toContain('403')
  })

  test('shows nothing to somebody without the key', async () => {
    const { origin } = new URL(await startWeb())
    await expect(connect(`${origin}/#key=guessed`)).rejects.toMatchObject({ code: 'LOCKSTEP_REFUSED' })
  })

  test('refuses what a page may not write, and goes on', async () => {
    const page = await connect(await startWeb())
    const { version } = world.store
    page.setState({ host: 'mine' }, { label: 'sample' })
    await expect(page.confirmed()).rejects.toMatchObject({ code: 'LOCKSTEP_REFUSED' })
    expect(world.store.version).toBe(version)
    setThreshold(page, 'cpu', 44)
    await page.confirmed()
    expect(world.store.getState().thresholds.cpu).toBe(44)
    page.close()
  })

  test('says when the port it was given is taken', async () => {
    const address = await startWeb()
    const second = world.start('web', { PORT: new URL(address).port })
    await second.output(/Cannot serve the page on 127\.0\.0\.1:\d+: .*EADDRINUSE/)
    expect(await second.ended).toBe(1)
  })
})
