// @vitest-environment node
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createMemoryStore, type Store } from '@lockstep/core/relay'
import { serveWebSockets } from '@lockstep/core/relay/websocket'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../../scripts/chromium.mjs'
import { type Board, board } from './page/board.js'

const { LOCKSTEP_SKIP_BROWSER, LOCKSTEP_TEST_REACT } = process.env
const directory = join(import.meta.dirname, 'page')

const HTML =
  '<!doctype html><meta charset="utf-8"><title>board</title><link rel="icon" href="data:,">' +
  '<script src="/violations.js"></script><div id="root"></div><script type="module" src="/page.js"></script>'

/** No script but the page's own files, and none that is made of text; no styles, and no connection but to this machine. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src ws://127.0.0.1:*; img-src data:"

async function bundle(mode: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(directory, 'page.tsx')],
    bundle: true,
    minify: mode === 'production',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    alias: LOCKSTEP_TEST_REACT === '18' ? { react: 'react-18', 'react-dom': 'react-dom-18' } : {},
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]!.text
}

/** A site whose pages are under `POLICY`, and the relay that they connect to. */
async function openSite(mode: string, store: Store<Board>) {
  const scripts: Record<string, string> = {
    '/violations.js': await readFile(join(directory, 'violations.js'), 'utf8'),
    '/page.js': await bundle(mode),
  }
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts[url]
    const type = script === undefined ? 'text/html' : 'text/javascript'
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY })
    response.end(script ?? HTML)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay = await serveWebSockets(store, { token: 'a token that is long enough', server })
  onTestFinished(async () => {
    await relay.close()
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const violations = (page: Page) =>
  page.evaluate(() => (window as unknown as { violations: string[] }).violations)
const shows = (page: Page, text: string) => page.locator('output', { hasText: text }).waitFor({ timeout: 0 })
const click = (page: Page, name: string) => page.locator(`button[name=${name}]`).click({ timeout: 0 })

describe.skipIf(LOCKSTEP_SKIP_BROWSER === '1')("a page under script-src 'self'", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  }, 120_000)
  afterAll(() => browser?.close())

  async function open(mode: string) {
    const store = createMemoryStore(board)
    onTestFinished(() => store.close())
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await page.goto(await openSite(mode, store), { timeout: 0 })
    await shows(page, 'live, 0 pending, count 0, 2 peers')
    return { store, page, errors }
  }

  test.for(['production', 'development'])(
    'renders, commits and gets the state as a whole again, with nothing forbidden (%s build)',
    async mode => {
      const { store, page, errors } = await open(mode)
      await click(page, 'add')
      await shows(page, 'live, 0 pending, count 1')
      expect(store.getState().byName).toEqual(new Map([['name 1', 1]]))

      const values = [
        new Date(0),
        /a/g,
        new RangeError('far'),
        new Set([1]),
        5n,
        new Float32Array(2),
        undefined,
      ]
      store.update(draft => {
        draft.values = values
      })
      await page.getByText('[object Date],[object RegExp],[object Error]').waitFor({ timeout: 0 })

      await click(page, 'cut')
      store.setState({ count: 40 })
      await shows(page, 'live, 0 pending, count 40')
      await click(page, 'add')
      await shows(page, 'live, 0 pending, count 41')
      expect(await violations(page)).toEqual([])
      expect(errors).toEqual([])
    },
  )

  test('(a page that makes code of text is found out)', async () => {
    const { page, errors } = await open('production')
    await click(page, 'eval')
    await page.waitForFunction(
      () => (window as unknown as { violations: string[] }).violations.length > 0,
      undefined,
      { timeout: 0 },
    )
    expect(await violations(page)).toEqual(['script-src eval'])
    expect(errors.join()).toContain('unsafe-eval')
  })
})
