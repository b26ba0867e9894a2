import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createMemoryStore, createStore } from '../src/index.js'
import { anotherPeer, opened, unique } from './support/stores.js'

test('who opens a store that lives with another schema is told once, with a process that has it open', async () => {
  const definition = unique()
  anotherPeer(definition)
  const warning = once(process, 'warning')
  opened(createStore({ ...definition, schemaVersion: 2 })).close()
  const [{ code, message }] = (await warning) as [{ code: string; message: string }]
  expect(code).toBe('LOCKSTEP_OTHER_VERSION')
  expect(message).toContain(definition.name)
  expect(message).toContain(`process ${process.pid}`)

  const more: unknown[] = []
  const listener = (again: unknown) => more.push(again)
  process.on('warning', listener)
  opened(createStore({ ...definition, schemaVersion: 2 }))
  // Warnings are told in the next tick.
  await new Promise(setImmediate)
  process.off('warning', listener)
  expect(more).toEqual([])
})

test('an error of a recipe or of an initial state names the store', () => {
  const definition = unique()
  const named = new RegExp(`^Store "${definition.name}": `)
  const unsupported = () => {}
  const store = opened(createMemoryStore<{ n: unknown }>(definition))
  const commit = () =>
    store.update(draft => {
      draft.n = unsupported
    })
  expect(commit).toThrow(named)
  expect(() => createMemoryStore({ ...definition, initialState: { unsupported } })).toThrow(named)
  expect(() => createStore({ ...definition, initialState: { unsupported } })).toThrow(named)
})
