import { expect, test } from 'vitest'
import { seededRandom } from '../process/harness/random.js'
import { createWorld } from '../process/harness/world.js'
import { skipped, useBrowser } from './harness/browser.js'
import { expectOnce, type Seen, serveLedger } from './harness/ledger.js'
import type { PageProgram } from './harness/page-program.js'

/** `LOCKSTEP_LEAVINGS=200` for the figure in docs/reliability.md. */
const LEAVINGS = Number(process.env['LOCKSTEP_LEAVINGS'] ?? 24)

const world = useBrowser()

/** The answer is lost when the page is left before it could be given. */
const whateverBecomes = (answer: Promise<unknown>) => answer.catch(() => {})

/** Lets a page commit so often and be left at once. */
const ways: Record<string, (writer: PageProgram, count: number) => Promise<unknown>> = {
  async navigated({ page, ask }, count) {
    const left = page.waitForURL('about:blank')
    await whateverBecomes(ask('commitAndNavigate', count))
    await left
  },
  async reloaded({ ask, next }, count) {
    const again = next('ready')
    await whateverBecomes(ask('commitAndReload', count))
    await again
  },
  async closed({ page, ask }, count) {
    await ask('commit', count)
    await page.close()
  },
  /** As by the button of its tab. */
  async 'closed by its user'({ page, ask }, count) {
    await ask('commit', count)
    const closed = page.waitForEvent('close')
    await page.close({ runBeforeUnload: true })
    await closed
  },
  async 'closed after its store'({ page, ask }, count) {
    await ask('commitAndClose', count)
    await page.close()
  },
}

test.skipIf(skipped)(
  `a page that commits and is left at once, ${LEAVINGS} times, loses nothing: its last commits go out with pagehide`,
  { timeout: 60_000 + LEAVINGS * 20_000 },
  async () => {
    const random = seededRandom()
    const { program: server, query } = await serveLedger(createWorld(), world)
    const context = await world.browser.newContext()
    const made = new Map<string, number>()
    let all = 0
    for (let round = 0; round < LEAVINGS; round += 1) {
      const way = random.pick(Object.keys(ways))
      // More than may be on its way at once, now and then.
      const count = 1 + random.int(round % 4 === 0 ? 900 : 20)
      const who = `${round} ${way}`
      const writer = await world.open('writer', { query: { ...query, who }, context })
      await ways[way]!(writer, count)
      if (!writer.page.isClosed()) await writer.page.close()
      made.set(`${who}.0`, count)
      all += count
    }
    await whateverBecomes(server.ask('reach', all))
    const seen = await server.ask<Seen>('see')
    expect(seen.state.made).toEqual(Object.fromEntries(made))
    expectOnce(seen, made)
    await context.close()
  },
)
