// Who waits for somebody that makes or recovers a store, while that one dies, must do it itself: it holds the store like a
// member by then, and nothing in it is whole.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { windows } from '../process/harness/windows.js'
import { createCrowd, type Peer } from './harness/crowd.js'
import type { Definition } from './harness/scene.js'
import { stageOf } from './harness/stage.js'
import type { Report } from './harness/verdict.js'

/** Long enough for the maker to be killed meanwhile. If it is not, the test says less, and nothing wrong. */
const SLEEP_MILLISECONDS = 1000

// On Windows a named mutex lets in one at a time, and the kernel hands it on.
test.skipIf(windows).each([
  { point: 'create.header', file: false },
  { point: 'create.state', file: false },
  { point: 'create.state', file: true },
  { point: 'recover.cleared', file: true },
  { point: 'recover.control', file: true },
])(
  'who waits while the maker of a store dies at $point (file: $file) makes it itself',
  async ({ point, file }) => {
    const crowd = createCrowd(stageOf('right'))
    onTestFinished(() => crowd.end())
    const id = randomUUID()
    const definition: Definition = {
      logBytes: 64 * 1024,
      maxStateBytes: 1024 * 1024,
      lockTimeout: 10_000,
      schemaVersion: 1,
      ...(file ? { file: join(crowd.place.scratch, `${id}.store`) } : { name: 'makers', scope: id }),
    }
    const [maker, waiting] = (await crowd.take(2)) as [Peer, Peer]
    const open = (peer: Peer, life: number) => peer.ask<number>('open', { definition, life })
    const recovers = point.startsWith('recover')
    if (recovers) {
      await open(waiting, 1)
      await waiting.ask('add', 3)
      await waiting.ask('close')
    }

    await maker.ask('arm', `${point}:1:stop`)
    open(maker, 2).catch(() => {})
    await maker.fault()
    await waiting.ask('arm', `join.refused:1:sleep:${SLEEP_MILLISECONDS}`)
    const opened = open(waiting, 3)
    await waiting.fault()
    await maker.program.kill()

    expect(await opened).toBe(recovers ? 3 : 0)
    await waiting.ask('add', 2)
    expect(await waiting.ask<Report>('report')).toMatchObject({
      wrong: undefined,
      version: recovers ? 5 : 2,
      peers: 1,
    })
    await waiting.ask('close')
  },
)
