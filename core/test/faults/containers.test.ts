// Processes in PID namespaces of their own, as containers have them that share /dev/shm: all have the same numbers there,
// nobody can look at the others in /proc, and only the kernel's locks tell who is alive.
import { afterAll, describe, expect, test } from 'vitest'
import { ONE_WAY } from './harness/cases.js'
import { createCrowd } from './harness/crowd.js'
import { play } from './harness/play.js'
import { sample } from './harness/sample.js'
import { stageOf } from './harness/stage.js'
import { judge } from './harness/verdict.js'

/** A namespace's first process cannot kill itself: that one is a shell, and says how the second one ended. */
const CONTAINER = ['unshare', '--pid', '--kill-child', '--mount-proc', 'sh', '-c', '"$@"; exit $?', 'sh']
const PEERS = 3

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'in containers that share memory',
  () => {
    let crowd = createCrowd(stageOf('right'), CONTAINER)
    afterAll(() => crowd.end())

    test.each(sample(ONE_WAY).map(what => [what.point, what] as const))(
      `one of ${PEERS} is killed at %s`,
      async (_, what) => {
        let whole = false
        try {
          const played = await play(crowd, what, 'killed', PEERS)
          const { victim, late, others } = played.scene
          const everybody = [victim, late, ...others]
          await judge(played, everybody)
          for (const peer of everybody) peer.acknowledged.length = 0
          crowd.give(everybody)
          whole = true
        } finally {
          if (!whole) {
            await crowd.end()
            crowd = createCrowd(stageOf('right'), CONTAINER)
          }
        }
      },
    )

    test('all of them have the same process number', async () => {
      const peers = await crowd.take(PEERS)
      expect(new Set(await Promise.all(peers.map(peer => peer.ask('number')))).size).toBe(1)
      crowd.give(peers)
    })
  },
)
