import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { createStore } from '../../src/index.js'
import { createWorld } from './harness/world.js'
import { joinHere, lockstepError, segmentPath } from './here.js'

const PLACES = 256
const definition = { name: 'crowded', initialState: { n: 0 }, maxStateBytes: 65_536, logBytes: 65_536 }

it('refuses the 257th peer of a store, disturbs none of the 256, and lets one in for one that leaves', async () => {
  const world = createWorld()
  joinHere(world)
  const [holder, crowd] = await Promise.all([world.start('holder'), world.start('crowd')])
  await holder.ask('open', definition)
  const key = basename(segmentPath(world, definition.name), '.seg')
  await crowd.ask('join', { key, count: PLACES - 1 })
  const files = world.files()

  const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_PEERS')
  expect(error.message).toMatch(
    /All 256 places of the store are taken\. Close it in some threads or processes first/,
  )
  expect(world.files()).toEqual(files)
  expect(await holder.ask('look')).toMatchObject({ version: 0, peers: PLACES })

  await crowd.ask('leave')
  const store = createStore(definition)
  expect(await holder.ask('set', { n: 1 })).toBe(1)
  expect(store.getState()).toEqual({ n: 1 })
  expect(store.peers()).toHaveLength(PLACES)
  store.close()
})
