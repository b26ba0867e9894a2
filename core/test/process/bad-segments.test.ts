import { randomBytes } from 'node:crypto'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createStore } from '../../src/index.js'
import type { Program } from './harness/program.js'
import { windows } from './harness/windows.js'
import { createWorld, type World } from './harness/world.js'
import { joinHere, lockstepError, segmentPath } from './here.js'
import { fingerprintOf, LAYOUT, overwrite, scramble } from './overwrite.js'

const name = 'bad'
/** Small, so that a test can read all of it. */
const definition = { name, initialState: { n: 0 }, maxStateBytes: 65_536, logBytes: 65_536 }

async function heldSegment(): Promise<{ world: World; holder: Program; path: string }> {
  const world = createWorld()
  joinHere(world)
  const holder = await world.start('holder')
  await holder.ask('open', definition)
  await holder.ask('set', { n: 1 })
  return { world, holder, path: segmentPath(world, name) }
}

/** A holder whose segment was damaged cannot leave it in an orderly way: it is killed, and the next one begins afresh. */
async function expectFreshAfter(holder: Program): Promise<void> {
  await holder.kill()
  const store = createStore(definition)
  expect([store.version, store.getState()]).toEqual([0, { n: 0 }])
  expect(store.peers()).toHaveLength(1)
  store.close()
}

it('refuses a live segment of another layout, and leaves it to those who understand it', async () => {
  const { world, holder, path } = await heldSegment()
  overwrite(path, LAYOUT.fingerprint, new Uint8Array([99, 0, 0, 0]))
  const before = fingerprintOf(path)
  const files = world.files()

  const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_LAYOUT')
  expect(error.message).toContain(path)
  expect(error.message).toMatch(
    /layout 99, this one has \d+.*Use the same version of @lockstep\/native in all programs/,
  )
  expect(fingerprintOf(path)).toBe(before)
  expect(world.files()).toEqual(files)

  // Its own processes have looked at the header long ago.
  expect(await holder.ask('set', { n: 2 })).toBe(2)
})

type Damage = readonly [what: string, damage: (path: string) => void, says: RegExp]

/** A section of Windows's cannot be cut. */
const cuts: readonly Damage[] = [
  ['cut to nothing', path => truncateSync(path, 0), /does not begin as a segment does/],
  ['cut within the header', path => truncateSync(path, 32), /header.* checksum/],
  ['cut within the peer table', path => truncateSync(path, 20_000), /was cut short: 20000 bytes of \d+/],
  [
    'cut by its last byte',
    path => truncateSync(path, 65_536 * 4 - 1),
    /was cut short: 262143 bytes of 262144/,
  ],
]

const damages: readonly Damage[] = [
  ['full of random bytes', scramble, /does not begin as a segment does/],
  [
    'with another size in its header',
    path => overwrite(path, LAYOUT.headerSizes, randomBytes(8)),
    /header.* checksum/,
  ],
  [
    'without control blocks',
    path => overwrite(path, LAYOUT.controls.at, randomBytes(LAYOUT.controls.bytes)),
    /control block/,
  ],
]

it.each([...(windows ? [] : cuts), ...damages])(
  'refuses a live segment %s, and begins afresh when nobody holds it',
  async (_what, damage, says) => {
    const { world, holder, path } = await heldSegment()
    damage(path)
    const before = fingerprintOf(path)
    const files = world.files()

    const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_DAMAGED')
    expect(error.message).toMatch(says)
    expect(fingerprintOf(path)).toBe(before)
    expect(world.files()).toEqual(files)

    await expectFreshAfter(holder)
  },
)

it('begins afresh where garbage lies that nobody holds', async () => {
  const world = createWorld()
  joinHere(world)
  mkdirSync(world.directory, { mode: 0o700 })
  const holder = await world.start('holder')
  for (const bytes of [0, 1, 64, 4096, 65_536 * 4, 1 << 20]) {
    writeFileSync(segmentPath(world, name), randomBytes(bytes), { mode: 0o600 })
    const store = createStore(definition)
    expect([store.version, store.getState()]).toEqual([0, { n: 0 }])
    store.update(draft => {
      draft.n = 1
    })
    expect(await holder.ask('open', definition)).toMatchObject({ state: { n: 1 }, version: 1, peers: 2 })
    await holder.ask('close')
    store.close()
    expect(world.files()).toEqual([])
  }
})
