import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { measured } from './harness/measured.js'
import { windows } from './harness/windows.js'
import { PATIENCE } from './harness/within.js'
import { createWorld, type World } from './harness/world.js'

const MIB = 1024 * 1024

/** The memory that the store's segment really takes. On Windows there is no way to ask. */
function memoryOf(world: World): number {
  if (windows) return Number.NaN
  const segment = world.files().find(file => file.endsWith('.seg'))!
  return statSync(join(world.directory, segment)).blocks * 512
}

const memoryReturns = windows ? '' : ', and the memory comes back'

test(`a state grows from 1 KB to 100 MB and back, another process follows${memoryReturns}`, async () => {
  const world = createWorld()
  const [writer, follower] = await Promise.all([world.start('grower'), world.start('grower')])
  await writer.ask('open')
  await follower.ask('open')

  let part = 0
  let bytes = 0
  for (let size = 1024; bytes < 100 * MIB; size = Math.min(bytes, 100 * MIB - bytes)) {
    await writer.ask('add', { part, bytes: size })
    part += 1
    bytes += size
  }
  const large = await writer.ask<{ bytes: number }>('see')
  expect(large).toMatchObject({ parts: part, bytes })
  expect(await follower.ask('see')).toEqual(large)
  const grown = memoryOf(world)
  if (!windows) expect(grown).toBeGreaterThan(bytes)

  while (part > 1) {
    part -= 1
    await writer.ask('remove', [part])
  }
  // Memory comes back with a checkpoint, and that comes with use.
  await vi.waitUntil(
    async () => {
      await writer.ask('increment', 5_000)
      return windows || memoryOf(world) < 16 * MIB
    },
    { interval: 0, timeout: PATIENCE },
  )
  const small = await writer.ask('see')
  expect(small).toMatchObject({ parts: 1, bytes: 1024 })
  expect(await follower.ask('see')).toEqual(small)
  if (windows) return
  measured('memory of the segment with a state of 100 MiB', grown / MIB, 'MiB')
  measured('memory of the segment after it shrank to 1 KiB', memoryOf(world) / MIB, 'MiB')
})

const SMALL = { maxStateBytes: 64 * 1024, logBytes: 64 * 1024 }

interface Refusal {
  readonly added: number
  readonly code: string
  readonly message: string
}

test('a change that would pass maxStateBytes throws LOCKSTEP_FULL with the sizes and changes nothing', async () => {
  const world = createWorld()
  const [writer, follower] = await Promise.all([world.start('grower'), world.start('grower')])
  await writer.ask('open', SMALL)
  await follower.ask('open', SMALL)
  await writer.ask('add', { part: 0, bytes: 40_000 })
  const before = await writer.ask('see')
  const version = await writer.ask('version')

  for (const bytes of [30_000, 200_000]) {
    const refused = writer.ask('add', { part: 1, bytes })
    await expect(refused).rejects.toMatchObject({
      code: 'LOCKSTEP_FULL',
      message: expect.stringContaining('65536'),
    })
    await expect(refused).rejects.toThrow(new RegExp(`${40_000 + bytes}`.replace(/0\d\d$/, '\\d{3}')))
    expect(await writer.ask('see')).toEqual(before)
    expect(await follower.ask('see')).toEqual(before)
    expect(await writer.ask('version')).toBe(version)
  }
  await writer.ask('increment', 1)
  await follower.ask('add', { part: 2, bytes: 10_000 })
  expect(await writer.ask('see')).toMatchObject({ n: 1, parts: 2, bytes: 50_000 })
})

test('a state that small changes filled up takes deletions, and then additions again', async () => {
  const world = createWorld()
  const [writer, follower] = await Promise.all([world.start('grower'), world.start('grower')])
  await writer.ask('open', SMALL)
  await follower.ask('open', SMALL)

  const first = await writer.ask<Refusal>('addUntilFull', { from: 0, bytes: 100 })
  expect(first).toMatchObject({ code: 'LOCKSTEP_FULL', message: expect.stringContaining('65536') })
  // What a part takes beside its 100 bytes is its key and a few bytes of format.
  expect(first.added).toBeGreaterThan(SMALL.maxStateBytes / 120)
  const full = await writer.ask('see')
  expect(full).toMatchObject({ parts: first.added })
  expect(await follower.ask('see')).toEqual(full)

  // Changes that add nothing go on, by either process.
  await writer.ask('increment', 3_000)
  await follower.ask('increment', 3_000)
  await follower.ask('remove', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  const second = await writer.ask<Refusal>('addUntilFull', { from: first.added, bytes: 100 })
  expect(second.code).toBe('LOCKSTEP_FULL')
  expect(second.added).toBeGreaterThanOrEqual(9)
  const refilled = await writer.ask('see')
  expect(refilled).toMatchObject({ n: 6_000, parts: first.added - 10 + second.added })
  expect(await follower.ask('see')).toEqual(refilled)
})
