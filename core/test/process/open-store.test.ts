import { expect, it } from 'vitest'
import { createStore, openStore } from '../../src/index.js'
import { createWorld } from './harness/world.js'
import { joinHere, lockstepError } from './here.js'

const name = 'opened'

it('says LOCKSTEP_NOT_FOUND where nobody has the store and this process may not create it', async () => {
  const world = createWorld()
  joinHere(world)
  for (const definition of [{ name }, { name, initialState: { n: 0 }, readonly: true }]) {
    const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_NOT_FOUND')
    expect(error.message).toMatch(
      /Nobody has the store open.*Start the process that creates it first.*openStore/,
    )
  }
  expect(world.files()).toEqual([])
})

it('gives up waiting after the timeout, and says what to look at', async () => {
  const world = createWorld()
  joinHere(world)
  const error = await lockstepError(() => openStore({ name }, { timeout: 20 }), 'LOCKSTEP_TIMEOUT')
  expect(error.message).toMatch(/"opened" within 20 ms: start the process that does, check name, scope/)
  expect(world.files()).toEqual([])
})

it('gives up waiting when the signal is aborted, with its reason', async () => {
  const world = createWorld()
  joinHere(world)
  const reason = new Error('the window was closed')
  await expect(openStore({ name }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)

  const controller = new AbortController()
  const waiting = openStore({ name }, { signal: controller.signal })
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(world.files()).toEqual([])
})

it('opens the store when another process creates it, with the state that process gave it', async () => {
  const world = createWorld()
  joinHere(world)
  const waiting = openStore<{ n: number }>({ name })
  const alsoWaiting = openStore({ name, initialState: { n: -1 } })
  const holder = await world.start('holder')
  await holder.ask('open', { name, initialState: { n: 5 } })

  const [store, other] = await Promise.all([waiting, alsoWaiting])
  expect([store.getState(), other.getState()]).toEqual([{ n: 5 }, { n: 5 }])
  store.update(draft => {
    draft.n += 1
  })
  expect(await holder.ask('look')).toMatchObject({ state: { n: 6 }, version: 1, peers: 2 })
  store.close()
  other.close()
})

it('opens a store that is there already at once', async () => {
  const world = createWorld()
  joinHere(world)
  const holder = await world.start('holder')
  await holder.ask('open', { name, initialState: { n: 5 } })
  const store = await openStore<{ n: number }>({ name }, { timeout: 1 })
  expect(store.getState()).toEqual({ n: 5 })
  store.close()
})
