import { randomUUID } from 'node:crypto'
import { kill } from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { measured } from '../process/harness/measured.js'
import { createWorld } from '../process/harness/world.js'
import { skipped, useBrowser } from './harness/browser.js'
import { folder } from './harness/ledger.js'

const COMMITS = 10_000
/** What may be on its way to a client (server/outbox.ts), with a frame more and the frames' headers. */
const WINDOW = 1024 * 1024 + 128 * 1024

const world = useBrowser()

test.skipIf(skipped)(
  'a page that is suspended for 10,000 commits is sent one snapshot, and what waits for it stays bounded',
  async () => {
    const server = await createWorld().start('flood', { folder })
    const token = randomUUID()
    const url = await server.ask<string>('listen', { token, origins: [world.site.origin] })
    const viewer = await world.open('viewer', { query: { url, token } })
    await server.ask('flood', 10)
    await viewer.ask('reach', 10)

    const suspended = await renderers()
    for (const pid of suspended) kill(pid, 'SIGSTOP')
    const resume = () => {
      for (const pid of suspended.splice(0)) kill(pid, 'SIGCONT')
    }
    onTestFinished(resume)
    const { sent, longestQueue } = await server.ask<{ sent: number; longestQueue: number }>('flood', COMMITS)
    resume()
    const seen = await viewer.ask<Record<string, unknown>>('reach', 10 + COMMITS)

    expect(seen).toMatchObject({ reset: 1, n: 10 + COMMITS, version: 10 + COMMITS })
    expect(seen['blob']).toBe(String(COMMITS - 1).padStart(1000, '-'))
    expect(sent).toBeLessThan(WINDOW)
    expect(longestQueue).toBeLessThan(WINDOW)
    measured('sent to a suspended page', sent, 'bytes')
    measured('longest queue in the server', longestQueue, 'bytes')
  },
)

/** The processes that run pages. */
async function renderers(): Promise<number[]> {
  const session = await world.browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
}
