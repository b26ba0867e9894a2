import { expect, test } from 'vitest'
import { measured } from './harness/measured.js'
import { createWorld } from './harness/world.js'

const ROUNDS = 10
const UPDATES = 3_000
/** 40 bytes of header and some of payload. */
const LEAST_RECORD_BYTES = 48
const LOG_BYTES = 256 * 1024

interface Seen {
  readonly state: unknown
  readonly told: number
  readonly resets: readonly { from: number; to: number }[]
  readonly wrong: unknown
  readonly kept: boolean
}

test('a reader is stopped while the log wraps 10 times: writers keep their pace, and it goes on at the newest state', async () => {
  const world = createWorld()
  const writers = await world.startMany(2, 'pacer')
  const reader = await world.start('reader')

  /** The median time of a round in which every writer commits. */
  async function pace(rounds: number): Promise<{ median: number; longest: number }> {
    const times: number[] = []
    let longest = 0
    for (let round = 0; round < rounds; round += 1) {
      const results = await Promise.all(
        writers.map(writer => writer.ask<{ milliseconds: number; longest: number }>('commit', UPDATES)),
      )
      times.push(Math.max(...results.map(({ milliseconds }) => milliseconds)))
      longest = Math.max(longest, ...results.map(result => result.longest))
    }
    return { median: times.sort((a, b) => a - b)[rounds >> 1]!, longest }
  }

  await pace(3) // until the writers' code is compiled
  const before = await pace(ROUNDS)
  const beforeStop = (3 + ROUNDS) * UPDATES * writers.length
  await reader.ask('reach', beforeStop)
  await reader.stop()
  expect(ROUNDS * UPDATES * writers.length * LEAST_RECORD_BYTES).toBeGreaterThan(10 * LOG_BYTES)
  const stopped = await pace(ROUNDS)
  reader.resume()

  const version = beforeStop + ROUNDS * UPDATES * writers.length
  await reader.ask('reach', version)
  const seen = await reader.ask<Seen>('see')
  expect(seen.wrong).toBeUndefined()
  expect(seen.told).toBe(version)
  expect(seen.resets.at(-1)).toMatchObject({ from: beforeStop })
  expect(seen.kept).toBe(true)
  expect(await writers[0]!.ask('see')).toEqual(seen.state)
  expect(seen.state).toMatchObject({ n: version })

  // Measured on both sides: the machine may have had something else to do on one of them.
  const again = await pace(ROUNDS)
  const running = Math.max(before.median, again.median)
  measured('two writers, 6,000 commits while the reader runs', running, 'ms')
  measured('two writers, 6,000 commits while the reader is stopped', stopped.median, 'ms')
  measured('longest update while the reader is stopped', stopped.longest, 'ms')
  expect(stopped.median).toBeLessThan(2 * running)
})
