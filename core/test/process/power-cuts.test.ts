import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { measured } from './harness/measured.js'
import { createCopier } from './harness/page-copies.js'
import { seededRandom } from './harness/random.js'
import { PATIENCE } from './harness/within.js'
import { createWorld } from './harness/world.js'

const MIXTURES_OF_EACH = 4
const MIXTURES = 400

interface Judged {
  readonly version: number
  readonly right: boolean
  readonly goesOn: boolean
}

test(
  'after a power cut, whatever pages had come to the disk since the last flush, a file holds a state that was, not before that flush',
  async () => {
    const world = createWorld()
    const random = seededRandom()
    const file = join(world.scratch, 'replay.store')
    const mixture = join(world.scratch, 'mixture.store')
    const [writer, judge] = await world.startMany(2, 'replayer')
    await writer!.ask('open', file)

    let judged = 0
    let copied = 0
    let syncs = 0
    while (judged < MIXTURES) {
      const flushed = await writer!.ask<number>('flush')
      const copier = createCopier(file)
      // What is on the disk if nothing comes to it by itself.
      copier.take()
      let committed: number | undefined
      writer!.ask<number>('commit', 20 + random.int(300)).then(version => {
        committed = version
      })
      while (committed === undefined) {
        copier.take()
        await turn()
      }
      for (const copies of copier.all()) {
        expect(copies.durable).toBeGreaterThanOrEqual(flushed)
        copied += copies.count
        syncs += 1
        for (let made = 0; made < MIXTURES_OF_EACH; made += 1) {
          copies.mix(mixture, random)
          const found = await judge!.ask<Judged>('judge', mixture)
          expect(found).toEqual({ version: found.version, right: true, goesOn: true })
          expect(found.version).toBeGreaterThanOrEqual(copies.durable)
          expect(found.version).toBeLessThanOrEqual(committed)
          rmSync(mixture)
          judged += 1
        }
      }
    }
    measured('power cuts: copies of a living file', copied)
    measured('power cuts: times between two syncs', syncs)
    measured('power cuts: files mixed of their pages', judged)
  },
  8 * PATIENCE,
)
