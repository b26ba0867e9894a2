import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { setThreshold } from '../src/actions.js'
import { webAddress } from '../src/select.js'
import { METRICS } from '../src/store.js'
import { createWorld, type Program, type World } from './world.js'

const { LOCKSTEP_SKIP_BROWSER } = process.env

describe.skipIf(LOCKSTEP_SKIP_BROWSER === '1')('the page', () => {
  let browser: Browser
  let world: World
  let web: Program
  let page: Page
  let address: string
  let complaints: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  beforeEach(async () => {
    world = createWorld()
    world.start('collector')
    world.start('alerts')
    web = world.start('web')
    await web.output(/is served by process/)
    address = webAddress(world.store.getState().web)!
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
    complaints = []
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(address)
    await status('live')
  })

  afterEach(async () => {
    await page.close()
    await world.end()
  })

  const status = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const slider = (metric: string) => page.getByRole('slider', { name: `${metric} threshold` })
  const version = async () => Number(await page.getByTestId('version').textContent())

  /** Resolves when the page shows a later version than this one. */
  const later = (than: number) =>
    page.waitForFunction(
      before => Number(document.querySelector('[data-testid=version]')?.textContent) > before,
      than,
    )

  test('shows live values', async () => {
    await later((await version()) + 8)
    const figure = await page.getByTestId('cpu').textContent()
    expect(figure).toMatch(/^\d+\.\d %$/)
    expect(await page.getByRole('region', { name: 'CPU' }).locator('meter').count()).toBe(
      world.store.getState().cpu.cores.length,
    )
    await page.getByRole('region', { name: 'Processes' }).locator('tbody tr').first().waitFor()
    await page.getByRole('region', { name: 'Sharing this state' }).getByText('collector').waitFor()
    expect(complaints).toEqual([])
  })

  test('changes a threshold, sees the alert, acknowledges it: the other processes see it all', async () => {
    await slider('Memory').press('Home')
    await world.until(({ thresholds }) => thresholds.memory === METRICS.memory.min)
    const alert = page.getByTestId('alert-memory')
    await alert.getByRole('button', { name: 'Acknowledge' }).click()
    await world.until(({ alerts }) =>
      alerts.find(({ metric, acknowledgedAt }) => metric === 'memory' && acknowledgedAt),
    )
    await alert.getByText('acknowledged').waitFor()
    expect(complaints).toEqual([])
  })

  test('follows what another process changes', async () => {
    setThreshold(world.store, 'memory', 37)
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[aria-label="Memory threshold"]')?.value === '37',
    )
  })

  test('survives the death of the web process: what was changed meanwhile, there and here, is in the end there once', async () => {
    await web.kill()
    await status('offline')
    setThreshold(world.store, 'cpu', 55)
    await slider('Memory').press('ArrowLeft')
    await status('1 change waits')
    expect(await slider('Memory').inputValue()).toBe('89.5')
    expect(world.store.getState().thresholds.memory).toBe(90)
    const before = await version()
    world.start('web')
    await status('live')
    await later(before)
    await world.until(({ thresholds }) => thresholds.memory === 89.5)
    expect(await slider('CPU').inputValue()).toBe('55')
    await slider('CPU').press('ArrowRight')
    await world.until(({ thresholds }) => thresholds.cpu === 56)
  })

  test('says what is wrong with an address that has another key', async () => {
    const other = await browser.newPage()
    await other.goto(address.replace(/key=.*/, 'key=guessed'))
    await other.getByText('LOCKSTEP_REFUSED').waitFor()
    expect(await other.getByTestId('cpu').count()).toBe(0)
    await other.close()
  })

  test('a page of another origin in the same browser cannot connect', async () => {
    const stranger = await browser.newPage()
    const outcome = await stranger.evaluate(
      live =>
        new Promise(resolve => {
          const socket = new WebSocket(live)
          socket.onopen = () => resolve('open')
          socket.onerror = () => resolve('refused')
        }),
      address.replace('http', 'ws').replace(/#.*/, 'live'),
    )
    expect(outcome).toBe('refused')
    await stranger.close()
  })
})
