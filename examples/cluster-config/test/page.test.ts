import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { setFlag } from '../src/actions.js'
import { hello, load } from './requests.js'
import { type Cluster, createWorld, WORKERS, type World } from './world.js'

const { LOCKSTEP_SKIP_BROWSER } = process.env

describe.skipIf(LOCKSTEP_SKIP_BROWSER === '1')('the admin page', () => {
  let browser: Browser
  let world: World
  let cluster: Cluster
  let page: Page
  let complaints: string[]
  let sockets: number

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  beforeEach(async () => {
    world = createWorld()
    cluster = await world.cluster()
    page = await browser.newPage()
    complaints = []
    sockets = 0
    page.on('websocket', () => {
      sockets += 1
    })
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(cluster.admin)
    await status('live')
  })

  afterEach(async () => {
    await page.close()
    await world.end()
  })

  const status = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const flag = (name: string) => page.getByRole('switch', { name })
  const cell = (row: string, column: string, text: string) =>
    page.getByTestId(row).locator(`.${column}`).getByText(text, { exact: true }).waitFor()

  test('switches a flag: the next request sees it', async () => {
    expect((await hello(cluster.origin)).body.message).toBe('Hello, you')
    await flag('shout').click()
    expect(await flag('shout').isChecked()).toBe(true)
    await world.until(({ flags }) => flags.shout.on)
    for (let count = 0; count < WORKERS * 2; count++)
      expect((await hello(cluster.origin)).body.message).toBe('HELLO, YOU')
    expect(complaints).toEqual([])
  })

  test('shows what each worker counts, as it counts', async () => {
    await load(cluster.origin, 'ada', 45)
    await cell('total', 'allowed', '45')
    for (const { pid, allowed } of Object.values(world.store.getState().workers)) {
      expect(allowed).toBeGreaterThan(0)
      await cell(`worker-${pid}`, 'allowed', String(allowed))
    }
    await page.getByText(`The primary is ${cluster.process.pid}`).waitFor()
    expect(complaints).toEqual([])
  })

  test('sets a limit when the number is complete; one out of bounds is put back', async () => {
    const burst = page.getByLabel('Clients with a key, at once')
    await burst.fill('7')
    expect(world.store.getState().limits.key.burst).toBe(100)
    await burst.press('Enter')
    await world.until(({ limits }) => limits.key.burst === 7)
    await page.getByLabel('Clients with a key, a minute').fill('1')
    await burst.focus()
    await world.until(({ limits }) => limits.key.perMinute === 1)
    expect(await load(cluster.origin, 'ada', 20)).toMatchObject({ allowed: 7, limited: 13 })

    const { version } = world.store
    await burst.fill('0')
    await burst.blur()
    expect(await burst.inputValue()).toBe('7')
    expect(world.store.version).toBe(version)
  })

  test('follows what another process changes', async () => {
    setFlag(world.store, 'maintenance', { on: true, percent: 40 })
    await page.getByText('40 %').waitFor()
    expect(await flag('maintenance').isChecked()).toBe(true)
  })

  test('heals when the worker that serves it is killed, and when all of them are', async () => {
    const first = world.workers()
    // Whichever serves the page is among them.
    for (const pid of first) {
      process.kill(pid, 'SIGKILL')
      await world.until(
        ({ workers }) => workers[pid] === undefined && Object.keys(workers).length === WORKERS,
      )
    }
    await cell('retired', 'allowed', '0')
    await status('live')
    expect(sockets).toBeGreaterThan(1)
    await flag('shout').click()
    await world.until(({ flags }) => flags.shout.on)
    expect((await hello(cluster.origin)).body.message).toBe('HELLO, YOU')
    await cell('total', 'allowed', '1')
  })

  test('keeps what is changed while nobody serves', async () => {
    const port = new URL(cluster.origin).port
    cluster.process.kill('SIGKILL')
    await status('offline')
    await flag('shout').click()
    await status('1 change waits')
    expect(world.store.getState().flags.shout.on).toBe(false)
    await world.cluster({ PORT: port })
    await world.until(({ flags }) => flags.shout.on)
    await status('live')
  })

  test('says what is wrong with an address that has another token', async () => {
    const other = await browser.newPage()
    await other.goto(`${cluster.origin}/admin#token=guessed`)
    await other.getByText('LOCKSTEP_REFUSED').waitFor()
    expect(await other.getByRole('switch').count()).toBe(0)
    await other.close()
  })
})
