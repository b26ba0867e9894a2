import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { anotherPeer, opened, unique } from '../../test/support/stores.js'
import { createStore, openStore } from '../index.js'

test('who names no schema does not join a store of the second one', () => {
  const definition = unique()
  const a = opened(createStore({ ...definition, schemaVersion: 2 }))
  expect(() => createStore(definition)).toThrow('with schemaVersion 2')
  expect(createStore({ ...definition, schemaVersion: 2 }).peerId).toBe(a.peerId)
})

test.each([Number.POSITIVE_INFINITY, 2 ** 31])('openStore waits on with a timeout of %d', async timeout => {
  const definition = unique()
  const opening = openStore(definition, { timeout })
  await Promise.race([opening, pause(50)])
  anotherPeer(definition)
  expect(opened(await opening).getState()).toEqual(definition.initialState)
})
