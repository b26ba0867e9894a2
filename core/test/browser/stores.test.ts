import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, onTestFinished, test } from 'vitest'
import { createStore } from '../../src/index.js'
import { serveWebSockets } from '../../src/relay-websocket.js'
import { emptyBoard } from '../conformance/world.js'
import { skipped, useBrowser } from './harness/browser.js'
import { suiteNames } from './harness/suite.js'

const world = useBrowser()
const names = skipped ? [] : await suiteNames()

/** Lets a page ask for a store that this process has mapped, and serves it. */
async function serveBoards(page: Page): Promise<void> {
  const served = new Map<string, () => Promise<void>>()
  onTestFinished(async () => {
    for (const end of served.values()) await end()
  })
  await page.exposeFunction('serveBoard', async () => {
    const store = createStore({ name: `browser.${randomUUID()}`, initialState: emptyBoard })
    const token = randomUUID()
    const service = await serveWebSockets(store, { token, origins: [world.site.origin] })
    served.set(store.name, async () => {
      served.delete(store.name)
      await service.close()
      store.close()
    })
    return { name: store.name, url: service.url, token }
  })
  await page.exposeFunction('endBoard', (name: string) => served.get(name)?.())
}

describe.skipIf(skipped).each([
  ['worker', 'over the channel of a Web Worker and over MessageChannels, of its memory store'],
  ['websocket', 'over WebSockets, of a mapped store of a Node process'],
])('in a page, %s', kind => {
  test.each(names)('%s', async name => {
    const program = await world.open('conformance', { query: { kind }, prepare: serveBoards })
    await program.ask('run', name)
  })
})
