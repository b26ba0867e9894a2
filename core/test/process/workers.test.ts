import { expect, it } from 'vitest'
import { measured } from './harness/measured.js'
import { filesOf } from './harness/place.js'
import { type Random, seededRandom } from './harness/random.js'
import { windows } from './harness/windows.js'
import { createWorld } from './harness/world.js'

const WORKERS = 100
const TOGETHER = 6
/** In which all of them have come and gone. */
const LONG = windows ? 600_000 : 100_000
/** So many doorbells a process keeps open; see native/src/platform/posix_doorbell.cc and windows_bell.cc. */
const KEPT_BELLS = 64
/** Workers that leaked their heaps would leave several megabytes each. */
const MEMORY_LEEWAY = 80 * 1024 * 1024

interface Life {
  readonly end: 'terminate' | 'exit' | 'close' | 'plain'
  /** Terminated so many of the main thread's commits after this was reached. */
  readonly stage?: 'created' | 'online' | 'open' | 'committed'
  readonly patience?: number
  readonly updates: number
  readonly subscribes: boolean
}

interface Account {
  readonly problems: readonly string[]
  readonly acknowledged: number
  readonly terminated: number
  readonly state: { readonly byMain: number; readonly byWorkers: number }
  readonly peers: number
  readonly goneBells: number
  readonly descriptors: readonly string[]
  /** On Windows. */
  readonly handles: number
  /** Of the segment. */
  readonly maps: number
  readonly memory: number
}

function randomLife(random: Random): Life {
  const end = random.pick(['terminate', 'terminate', 'exit', 'close', 'plain'] as const)
  if (end !== 'terminate') {
    return { end, updates: random.int(20), subscribes: end !== 'plain' && random.int(2) === 1 }
  }
  const stage = random.pick(['created', 'online', 'open', 'committed'] as const)
  const idles = stage !== 'committed' && random.int(2) === 1
  return {
    end,
    stage,
    patience: random.int(8),
    updates: idles ? 0 : Number.POSITIVE_INFINITY,
    subscribes: idles || random.int(2) === 1,
  }
}

it('lets a hundred workers come and go at random, and is afterwards what it was before', async () => {
  const world = createWorld()
  const random = seededRandom()
  const main = await world.start('workers', { execArgv: ['--expose-gc'] })
  const lives = (count: number) => Array.from({ length: count }, () => randomLife(random))

  // The first ones make what stays: threads of V8's, code, the allocator's arenas.
  const before = await main.ask<Account>('run', { lives: lives(10), together: TOGETHER })
  const after = await main.ask<Account>('run', { lives: lives(WORKERS), together: TOGETHER }, LONG)

  expect(after.problems).toEqual([])
  expect(after.peers).toBe(1)
  expect(after.descriptors).toEqual(before.descriptors)
  expect([before.maps, after.maps]).toEqual(windows ? [before.maps, before.maps] : [2, 2])
  // Each worker that leaked one would be one more than that.
  expect(after.handles - before.handles).toBeLessThan(KEPT_BELLS + WORKERS / 2)
  expect(after.goneBells).toBeLessThanOrEqual(KEPT_BELLS)
  measured('memory that a hundred workers left behind', (after.memory - before.memory) / 1024 / 1024, 'MB')
  expect(after.memory - before.memory).toBeLessThan(MEMORY_LEEWAY)
  const files = world.files()
  expect(files).toHaveLength(filesOf(1))

  // A terminated worker may have committed once without having had the time to count it.
  const uncounted = after.state.byWorkers - after.acknowledged
  measured('commits by workers', after.state.byWorkers)
  expect(after.terminated).toBeGreaterThan(0)
  expect(uncounted).toBeGreaterThanOrEqual(0)
  expect(uncounted).toBeLessThanOrEqual(after.terminated)
})
