import { expect, it } from 'vitest'
import { createStore } from '../../src/index.js'
import { filesOf } from './harness/place.js'
import { openDescriptors } from './harness/proc.js'
import { createWorld } from './harness/world.js'
import { joinHere } from './here.js'

const definition = { name: 'reopened', initialState: { n: 0 } }

it('takes one place and one attachment for 500 handles that a thread opens without closing one', async () => {
  const world = createWorld()
  joinHere(world)
  const holder = await world.start('holder')
  await holder.ask('open', definition)
  const first = createStore(definition)
  const descriptors = openDescriptors()
  expect(descriptors).toBeGreaterThan(0)
  const handles = Array.from({ length: 500 }, () => createStore(definition))

  expect(openDescriptors()).toBe(descriptors)
  expect(new Set(handles.map(handle => handle.peerId))).toEqual(new Set([first.peerId]))
  expect(await holder.ask('look')).toMatchObject({ peers: 2 })
  expect(world.files()).toHaveLength(filesOf(2))

  // Each handle is a store of its own to who has it: one replica serves them all.
  let heard = 0
  for (const handle of handles) handle.subscribe(() => (heard += 1))
  first.setState({ n: 1 })
  expect(heard).toBe(500)
  expect(new Set(handles.map(handle => handle.getState())).size).toBe(1)

  const last = handles.pop()
  for (const handle of [first, ...handles]) handle.close()
  expect(await holder.ask('set', { n: 2 })).toBe(2)
  expect(last?.getState()).toEqual({ n: 2 })
  last?.close()
  expect(await holder.ask('look')).toMatchObject({ peers: 1 })
  expect(openDescriptors()).toBeLessThan(descriptors)
})
