import { expect, test } from 'vitest'
import { measured } from './harness/measured.js'
import { windows } from './harness/windows.js'
import { createWorld } from './harness/world.js'

const PROCESSES = 8
const UPDATES = 5_000
const TOTAL = PROCESSES * UPDATES
/** In which all of them are made. */
const LONG = windows ? 600_000 : 90_000

test('8 processes increment one counter 5,000 times each: none is lost, and all see the same commits in the same order', async () => {
  const world = createWorld()
  const counters = await world.startMany(PROCESSES, 'counter')

  const times = await Promise.all(
    counters.map(counter =>
      counter.ask<{ wall: number; net: number; all: number }>('increment', UPDATES, LONG),
    ),
  )
  await Promise.all(counters.map(counter => counter.ask('reach', TOTAL)))
  const seen = await Promise.all(counters.map(counter => counter.ask('see')))

  const everywhere = {
    told: TOTAL,
    outOfOrder: undefined,
    snapshot: { n: TOTAL },
    state: { n: TOTAL },
    version: TOTAL,
  }
  expect(seen).toEqual(counters.map(() => everywhere))
  const worst = (key: 'wall' | 'net' | 'all') => Math.max(...times.map(time => time[key]))
  measured('8 writers, longest wait of one update', worst('wall'), 'ms')
  measured('8 writers, longest wait of one update without waiting for a processor', worst('net'), 'ms')
  measured('8 writers, updates per second', TOTAL / (worst('all') / 1000))
})
