import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createStore, type Store } from '../../src/index.js'
import type { Program } from './harness/program.js'
import { createWorld, type World } from './harness/world.js'
import { joinHere, lockstepError, segmentPath } from './here.js'
import { contentOf, LAYOUT, overwrite } from './overwrite.js'

const name = 'damaged'
const definition = { name, initialState: { text: '' }, maxStateBytes: 65_536, logBytes: 65_536 }
/** Easy to find in the segment, and long enough to hit. */
const marker = 'marked by the test'.padEnd(64, '.')

interface Shared {
  readonly world: World
  readonly holder: Program
  readonly path: string
  readonly store: Store<{ text: string }>
}

async function shared(): Promise<Shared> {
  const world = createWorld()
  joinHere(world)
  const holder = await world.start('holder')
  await holder.ask('open', definition)
  const store = createStore(definition)
  await holder.ask('set', { text: 'whole' })
  expect(store.getState()).toEqual({ text: 'whole' })
  return { world, holder, path: segmentPath(world, name), store }
}

/** The store has ended here: with what it knew last, and without harm to anything else. */
async function expectEnded(store: Store<{ text: string }>, says: RegExp): Promise<void> {
  const { reason, error } = await new Promise<{ reason: string; error?: Error }>(resolve =>
    store.onClose(resolve),
  )
  expect([reason, (error as { code?: string } | undefined)?.code]).toEqual(['damaged', 'LOCKSTEP_DAMAGED'])
  expect(error?.message).toMatch(says)
  expect(store.closed).toBe(true)
  expect(store.getState()).toEqual({ text: 'whole' })
  expect(store.getSnapshot()).toEqual({ text: 'whole' })
  const refused = await lockstepError(() => store.setState({ text: 'more' }), 'LOCKSTEP_CLOSED')
  expect(refused.message).toMatch(/ended by itself.*open it again/)
  expect((refused.cause as { code?: string }).code).toBe('LOCKSTEP_DAMAGED')
  store.close()
}

it('ends a store whose control block was damaged: reading finds it', async () => {
  const { store, path } = await shared()
  overwrite(path, LAYOUT.controls.at, randomBytes(LAYOUT.controls.bytes))
  expect(store.getState()).toEqual({ text: 'whole' })
  await expectEnded(store, /control block/)
})

it('ends a store whose control block was damaged: writing finds it', async () => {
  const { store, holder, path } = await shared()
  overwrite(path, LAYOUT.controls.at, randomBytes(LAYOUT.controls.bytes))
  await lockstepError(() => store.setState({ text: 'more' }), 'LOCKSTEP_DAMAGED')
  await expectEnded(store, /control block/)

  // Who leaves wakes the others, who find it too.
  expect(await holder.event('closed')).toMatchObject({ reason: 'damaged', code: 'LOCKSTEP_DAMAGED' })
})

it('ends a store whose lock names an owner that cannot be', async () => {
  const { store, path } = await shared()
  overwrite(path, LAYOUT.writerLock, new Uint8Array(8).fill(0xff))
  await lockstepError(() => store.setState({ text: 'more' }), 'LOCKSTEP_DAMAGED')
  await expectEnded(store, /lock names an owner that cannot be/)
})

it('ends a sleeping store whose next commit was damaged before it was read', async () => {
  const { store, holder, path } = await shared()
  await holder.stop()
  store.setState({ text: marker })
  damageMarked(path, LAYOUT.log)
  holder.resume()

  const message = expect.stringMatching(/record.*checksum/)
  expect(await holder.event('closed')).toEqual({ reason: 'damaged', code: 'LOCKSTEP_DAMAGED', message })
  expect(await holder.ask('look')).toMatchObject({ state: { text: 'whole' }, version: 1, closed: true })
  store.close()
})

function damageMarked(path: string, from: number): void {
  const at = contentOf(path).indexOf(marker, from)
  expect(at).toBeGreaterThanOrEqual(from)
  overwrite(path, at, randomBytes(16))
}

it('refuses a snapshot that was damaged, to who joins', async () => {
  const { world, store, holder, path } = await shared()
  await holder.ask('set', { text: marker.padEnd(40_000, '.') })
  damageMarked(path, LAYOUT.log + definition.logBytes)

  const joiner = await world.start('holder')
  await expect(joiner.ask('open', definition)).rejects.toMatchObject({
    code: 'LOCKSTEP_DAMAGED',
    message: expect.stringMatching(/snapshot does not match its checksum/),
  })
  expect(await holder.ask('look')).toMatchObject({ version: 2, closed: false })
  store.close()
})
