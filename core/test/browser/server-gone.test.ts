import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { measured } from '../process/harness/measured.js'
import { createWorld } from '../process/harness/world.js'
import { skipped, useBrowser } from './harness/browser.js'
import { confirmations } from './harness/confirmations.js'
import { expectOnce, type Seen, serveLedger } from './harness/ledger.js'
import type { PageProgram } from './harness/page-program.js'

const COMMITS = 1000
/** The times between two frames have no bound on a busy machine; a page that waits for its server paints none. */
const LEAST_FRAMES = 10

const world = useBrowser()

/** Resolves when the page has had so many of its commits confirmed. */
async function someConfirmed(writer: PageProgram): Promise<void> {
  await writer.next('confirmed')
  await writer.next('confirmed')
}

describe.skipIf(skipped)('a page that commits 1,000 times', () => {
  test('while its server is stopped for 2 s goes on painting, loses nothing and does nothing twice', async () => {
    const { program: server, query } = await serveLedger(createWorld(), world)
    const writer = await world.open('writer', { query: { ...query, who: 'page' } })
    const least = confirmations([writer])
    const started = someConfirmed(writer)
    const committed = writer.ask('commitSlowly', COMMITS, 120_000)
    await started
    await server.stop()
    await writer.ask('painted')
    await pause(2000)
    const painted = await writer.ask<{ frames: number; longestPause: number }>('painted')
    const pending = await writer.ask<number>('pending')
    server.resume()
    await committed
    await writer.ask('confirmed', undefined, 60_000)

    const seen = await server.ask<Seen>('see')
    expectOnce(seen, new Map([['page.0', COMMITS]]))
    expect([seen.state.n, least.get('page.0')]).toEqual([COMMITS, COMMITS])
    expect(pending).toBeGreaterThan(0)
    expect(painted.frames).toBeGreaterThan(LEAST_FRAMES)
    measured('longest time between two frames', painted.longestPause, 'ms')
    measured('frames in 2 s', painted.frames)
  })

  test('while its server is killed and another one takes its place goes on painting, loses nothing and does nothing twice', async () => {
    const processes = createWorld()
    const keeper = await serveLedger(processes, world)
    const token = randomUUID()
    const first = await serveLedger(processes, world, { token })
    const writer = await world.open('writer', { query: { ...first.query, who: 'page' } })
    const least = confirmations([writer])
    const started = someConfirmed(writer)
    const committed = writer.ask('commitSlowly', COMMITS, 120_000)
    await started
    await first.program.kill()
    await writer.ask('painted')
    await writer.ask('offline')
    // Without a server: one that comes back soon leaves a fast page no time to paint.
    let painted = { frames: 0, longestPause: 0 }
    while (painted.frames < LEAST_FRAMES) {
      const { frames, longestPause } = await writer.ask<typeof painted>('painted')
      painted = {
        frames: painted.frames + frames,
        longestPause: Math.max(painted.longestPause, longestPause),
      }
    }
    // Somebody else is first in the meantime: what the page has made runs again.
    await keeper.program.ask('commit', 5)
    await serveLedger(processes, world, { token, port: Number(new URL(first.url).port) })
    await committed
    await writer.ask('confirmed', undefined, 60_000)

    const seen = await keeper.program.ask<Seen>('see')
    expectOnce(seen, new Map([['page.0', COMMITS]]))
    expect([seen.state.n, least.get('page.0')]).toEqual([COMMITS + 5, COMMITS])
    measured('longest time between two frames', painted.longestPause, 'ms')
  })
})
