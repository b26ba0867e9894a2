import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { measured } from '../process/harness/measured.js'
import { seededRandom } from '../process/harness/random.js'
import { createWorld } from '../process/harness/world.js'
import { skipped, useBrowser } from './harness/browser.js'
import { confirmations } from './harness/confirmations.js'
import { expectOnce, type Seen, serveLedger } from './harness/ledger.js'
import type { PageProgram } from './harness/page-program.js'

/** `LOCKSTEP_SECONDS=30` for the figure in docs/reliability.md. */
const SECONDS = Number(process.env['LOCKSTEP_SECONDS'] ?? 8)

const world = useBrowser()

test.skipIf(skipped)(
  `three pages and three processes commit at random for ${SECONDS} s, pages are loaded again at random: all end equal, what was confirmed is there once, nothing by halves`,
  { timeout: 120_000 + SECONDS * 4000 },
  async () => {
    const random = seededRandom()
    const processes = createWorld()
    const servers = await Promise.all([1, 2, 3].map(() => serveLedger(processes, world)))
    const pages = await Promise.all(
      servers.map(({ query }, index) =>
        world.open('writer', { query: { ...query, who: `page ${index}`, write: 'yes' } }),
      ),
    )
    const least = confirmations(pages)
    await Promise.all(servers.map(({ program }) => program.ask('write')))

    const until = Date.now() + SECONDS * 1000
    let reloads = 0
    async function reloadNowAndThen({ page, next }: PageProgram): Promise<void> {
      while (Date.now() < until) {
        await pause(200 + random.int(2500))
        const again = next('ready')
        await page.reload()
        await again
        reloads += 1
      }
    }
    await Promise.all(pages.map(reloadNowAndThen))

    for (const { who, made } of await Promise.all(
      servers.map(({ program }) => program.ask<{ who: string; made: number }>('stop')),
    ))
      least.set(who, made)
    await Promise.all(pages.map(page => page.ask('stop', undefined, 60_000)))
    const everybody = [...servers.map(({ program }) => program), ...pages]
    const { state: last } = await servers[0]!.program.ask<Seen>('see')
    await Promise.all(everybody.map(one => one.ask('reach', last.n)))
    const seen = await Promise.all(everybody.map(one => one.ask<Seen>('see')))
    for (const one of seen) {
      expect(one.state).toEqual(last)
      expect(one.version).toBe(last.n)
      expectOnce(one, least)
    }
    expect(reloads).toBeGreaterThan(2)
    measured('commits', last.n)
    measured('reloads', reloads)
  },
)
