import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { measured } from '../process/harness/measured.js'
import { seededRandom } from '../process/harness/random.js'
import { createWorld } from '../process/harness/world.js'
import { skipped, useBrowser } from './harness/browser.js'
import { confirmations } from './harness/confirmations.js'
import { expectOnce, type Seen, serveLedger } from './harness/ledger.js'
import type { PageProgram } from './harness/page-program.js'

/** `LOCKSTEP_CRASHES=100` for the figure in docs/reliability.md. */
const CRASHES = Number(process.env['LOCKSTEP_CRASHES'] ?? 10)

const world = useBrowser()

async function crash({ page }: PageProgram): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const session = await page.context().newCDPSession(page)
  session.send('Page.crash').catch(() => {})
  await crashed
  await page.close()
}

async function reload({ page, next }: PageProgram): Promise<void> {
  const again = next('ready')
  await page.reload()
  await again
  await page.close()
}

test.skipIf(skipped)(
  `pages crash and are loaded again in the middle of their commits, ${CRASHES} times: the server goes on, the state is whole, what was confirmed is there once`,
  { timeout: 120_000 + CRASHES * 20_000 },
  async () => {
    const random = seededRandom()
    const { program: server, query } = await serveLedger(createWorld(), world)
    const witness = await world.open('writer', { query: { ...query, who: 'witness' } })
    const least = new Map<string, number>()
    for (let round = 0; round < CRASHES; round += 1) {
      const who = `page ${round}`
      const context = await world.browser.newContext()
      const writer = await world.open('writer', { query: { ...query, who }, context })
      const heard = confirmations([writer])
      const confirmed = writer.next('confirmed')
      await writer.ask('write')
      await confirmed
      // Any moment of its commits.
      await pause(random.int(200))
      await random.pick([crash, crash, reload])(writer)
      await context.close()
      for (const [name, count] of heard) least.set(name, count)

      await witness.ask('commit', 3)
      await witness.ask('confirmed')
    }
    const seen = await server.ask<Seen>('see')
    expectOnce(seen, least)
    expect(least.size).toBe(CRASHES)
    expect(seen.state.made['witness.0']).toBe(3 * CRASHES)
    await witness.ask('reach', seen.state.n)
    expect((await witness.ask<Seen>('see')).state).toEqual(seen.state)
    measured('commits', seen.state.n)
  },
)
