import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, onTestFinished, test } from 'vitest'
import { serveWindows } from '../../src/electron-main.js'
import { createStore, type Store } from '../../src/index.js'
import { serveWebSockets } from '../../src/relay-websocket.js'
import { type Board, emptyBoard } from '../conformance/world.js'
import { skipped, useBrowser } from './harness/browser.js'
import { runPreload } from './harness/isolated-world.js'
import { suiteNames } from './harness/suite.js'

const world = useBrowser()
const names = skipped ? [] : await suiteNames()

/** Lets a page ask for a store that this process has mapped, and serves it with `serve`. */
async function serveBoards(page: Page, serve: (store: Store<Board>) => Promise<Service>): Promise<void> {
  const served = new Map<string, () => Promise<void>>()
  onTestFinished(async () => {
    for (const end of served.values()) await end()
  })
  await page.exposeFunction('serveBoard', async () => {
    const store = createStore({ name: `browser.${randomUUID()}`, initialState: emptyBoard })
    const { address = {}, close } = await serve(store)
    served.set(store.name, async () => {
      served.delete(store.name)
      await close()
      store.close()
    })
    return { name: store.name, ...address }
  })
  await page.exposeFunction('endBoard', (name: string) => served.get(name)?.())
}

interface Service {
  readonly address?: object
  close(): void | Promise<void>
}

async function overWebSockets(page: Page): Promise<void> {
  await serveBoards(page, async store => {
    const token = randomUUID()
    const service = await serveWebSockets(store, { token, origins: [world.site.origin] })
    return { address: { url: service.url, token }, close: service.close }
  })
}

async function asInElectron(page: Page): Promise<void> {
  await runPreload(page)
  await serveBoards(page, async store => serveWindows(store))
}

describe.skipIf(skipped).each([
  ['over the channel of a Web Worker and MessageChannels, of its memory store', 'worker', async () => {}],
  ['over WebSockets, of a mapped store of a Node process', 'websocket', overWebSockets],
  [
    "over the port that Lockstep's preload passes on from an isolated world, as in Electron",
    'electron',
    asInElectron,
  ],
])('in a page, %s', (_, kind, prepare) => {
  test.each(names)('%s', async name => {
    const program = await world.open('conformance', { query: { kind }, prepare })
    await program.ask('run', name)
  })
})
