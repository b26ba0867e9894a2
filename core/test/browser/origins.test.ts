import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { createMemoryStore } from '../../src/relay.js'
import { serveWebSockets } from '../../src/relay-websocket.js'
import { skipped, useBrowser } from './harness/browser.js'
import { converse } from './harness/page-program.js'
import { openSite } from './harness/site.js'
import { board } from './programs/board.mjs'

const world = useBrowser()

/** A store behind the sockets of the site that also has the pages; and who asked to be let in. */
async function served(origins?: readonly string[]) {
  const store = createMemoryStore(board)
  const token = randomUUID()
  const { server, origin } = world.site
  const asked: (string | undefined)[] = []
  const listen = ({ headers }: { headers: { origin?: string } }) => void asked.push(headers.origin)
  server.on('upgrade', listen)
  const service = await serveWebSockets(store, { server, token, ...(origins && { origins }) })
  onTestFinished(async () => {
    server.off('upgrade', listen)
    await service.close()
    store.close()
  })
  const { port } = new URL(origin)
  return { token, asked, port, url: `ws://127.0.0.1:${port}/`, byName: `ws://localhost:${port}/` }
}

describe.skipIf(skipped)('the sockets of a site', () => {
  test('let its own pages in, with the token, and say when it is the wrong one', async () => {
    const { url, token, asked } = await served()
    const page = await world.open('knock')
    expect(await page.ask('connect', { url, token })).toBe('connected')
    expect(await page.ask('connect', { url, token: randomUUID() })).toBe('LOCKSTEP_REFUSED')
    expect(await page.ask('connect', { url, token: '' })).toBe('LOCKSTEP_REFUSED')
    expect(asked).toEqual([world.site.origin, world.site.origin, world.site.origin])
  })

  test('are closed to the pages of another port, of another name, and of none, whatever token they have', async () => {
    const { url, byName, port, asked } = await served()
    const other = await openSite()
    onTestFinished(other.close)
    const foreign = await world.open('knock', { origin: other.origin })
    expect(await foreign.ask('knock', url)).toBe(false)
    const named = await world.open('knock', { origin: `http://localhost:${port}` })
    expect([await named.ask('knock', url), await named.ask('knock', byName)]).toEqual([false, true])
    const own = await world.open('knock')
    expect([await own.ask('knock', byName), await own.ask('knockFromSandbox', url)]).toEqual([false, false])
    // It was the server that turned them away, not the browser.
    const name = `http://localhost:${port}`
    expect(asked).toEqual([other.origin, name, name, world.site.origin, 'null'])
  })

  test('let the pages of named origins in, and then no others', async () => {
    const other = await openSite()
    onTestFinished(other.close)
    const { url, token } = await served([other.origin])
    const named = await world.open('knock', { origin: other.origin })
    expect(await named.ask('connect', { url, token })).toBe('connected')
    const own = await world.open('knock')
    expect(await own.ask('knock', url)).toBe(false)
  })
})

describe.skipIf(skipped)('a page whose name was made to point to this machine', () => {
  let rebound: Browser
  beforeAll(async () => {
    rebound = await launchChromium(['--host-resolver-rules=MAP evil.example 127.0.0.1'])
  })
  afterAll(() => rebound?.close())

  test('is turned away, though its origin is the host that it asks', async () => {
    const { port, url, asked } = await served()
    const page = await rebound.newPage()
    const talking = await converse(page, 'knock')
    const ready = talking.next('ready')
    await page.goto(`http://evil.example:${port}/knock`)
    await ready
    expect(await talking.ask('knock', `ws://evil.example:${port}/`)).toBe(false)
    expect(await talking.ask('knock', url)).toBe(false)
    expect(asked).toEqual([`http://evil.example:${port}`, `http://evil.example:${port}`])
  })
})
