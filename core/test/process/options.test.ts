import { expect, it } from 'vitest'
import { createStore, openStore, type StoreDefinition } from '../../src/index.js'
import { createWorld } from './harness/world.js'
import { joinHere, lockstepError } from './here.js'

const initialState = { n: 0 }
const name = 'options'

/** Options that make no sense, and what the message has to say about each. */
const badOptions: readonly (readonly [options: unknown, says: RegExp])[] = [
  [undefined, /pass \{ name, initialState \}/],
  ['options', /pass \{ name, initialState \}/],
  [{ name, initialState, initalState: {} }, /has no option "initalState"/],
  [{ name, initialState, maxStateByte: 1 }, /has no option "maxStateByte"/],
  [{ name, initialState, maxStateBytes: 1023 }, /whole number from 1024 to \d+ as maxStateBytes, not 1023/],
  [{ name, initialState, maxStateBytes: 2 ** 33 }, /as maxStateBytes, not 8589934592/],
  [{ name, initialState, maxStateBytes: '1 MB' }, /as maxStateBytes, not 1 MB/],
  [{ name, initialState, logBytes: 65_535 }, /whole number from 65536 to \d+ as logBytes/],
  [{ name, initialState, logBytes: Number.NaN }, /as logBytes, not NaN/],
  [{ name, initialState, schemaVersion: -1 }, /as schemaVersion, not -1/],
  [{ name, initialState, schemaVersion: 1.5 }, /as schemaVersion, not 1\.5/],
  [{ name, initialState, lockTimeout: 0 }, /as lockTimeout, not 0/],
  [{ name, initialState, lockTimeout: Number.POSITIVE_INFINITY }, /as lockTimeout, not Infinity/],
  [{ name, initialState, title: 7 }, /needs a string as title/],
  [{ name, initialState, scope: null }, /needs a string as scope/],
  [{ name, initialState, scope: 'x'.repeat(1001) }, /scope of 1001 characters: use at most 1000/],
  [{ name, initialState, readonly: 1 }, /needs true or false as readonly/],
  [{ name, initialState, checks: 'yes' }, /needs true or false as checks/],
  [{ name, initialState, readonly: true, exclusive: true }, /cannot be exclusive and readonly.*Remove one/],
  [{ name, exclusive: true }, /takes exclusive only with initialState/],
  [{ name, maxStateBytes: 4096 }, /takes maxStateBytes only with initialState/],
  [{ name, initialState: 7 }, /plain object, array, Map or Set as initialState, not number/],
  [{ name, initialState: null }, /as initialState, not .*null/],
  [{ name, initialState: new Date() }, /as initialState, not date/],
  [{ name, initialState: new URL('http://localhost/') }, /as initialState, not an instance of a class/],
]

it.each(badOptions)('refuses %j', async (options, says) => {
  const world = createWorld()
  joinHere(world)
  for (const way of [createStore, openStore]) {
    const error = await lockstepError(() => way(options as StoreDefinition<object>), 'LOCKSTEP_OPTIONS')
    expect(error.message).toMatch(says)
  }
  expect(world.files()).toEqual([])
})

it('refuses another handle with options that contradict those of the first one in this thread', async () => {
  const world = createWorld()
  joinHere(world)
  const first = {
    maxStateBytes: 1 << 20,
    logBytes: 1 << 16,
    title: 'first',
    lockTimeout: 1000,
    checks: true,
  } as const
  const store = createStore({ name, initialState, ...first })
  const others = [
    { maxStateBytes: 1 << 21 },
    { logBytes: 1 << 17 },
    { title: 'second' },
    { lockTimeout: 999 },
    { checks: false },
    { readonly: true },
    { schemaVersion: 2 },
  ] as const
  for (const other of others) {
    const [option] = Object.keys(other)
    const error = await lockstepError(() => createStore({ name, initialState, ...other }), 'LOCKSTEP_OPTIONS')
    expect(error.message).toMatch(
      new RegExp(`"${name}" is already open in this thread with ${option} .* close it first`),
    )
  }
  const error = await lockstepError(
    () => createStore({ name, initialState, exclusive: true }),
    'LOCKSTEP_EXISTS',
  )
  expect(error.message).toMatch(/open in this thread.*use the store that is open, or close it first/)

  // What is left out contradicts nothing, and a refusal leaves the first handle alone.
  const second = createStore({ name, initialState, ...first })
  const third = createStore<{ n: number }>({ name })
  expect(store.peers()).toHaveLength(1)
  third.update(draft => {
    draft.n = 1
  })
  expect([store.getState(), second.getState()]).toEqual([{ n: 1 }, { n: 1 }])
  for (const handle of [store, second, third]) handle.close()
})

it('says LOCKSTEP_EXISTS to who wants a store alone that another process has open, and leaves it alone', async () => {
  const world = createWorld()
  joinHere(world)
  const holder = await world.start('holder')
  await holder.ask('open', { name, initialState })
  await holder.ask('set', { n: 3 })
  const before = world.files()

  const error = await lockstepError(
    () => createStore({ name, initialState, exclusive: true }),
    'LOCKSTEP_EXISTS',
  )
  expect(error.message).toMatch(/open already.*exclusive/)
  expect(world.files()).toEqual(before)
  expect(await holder.ask('look')).toEqual({ state: { n: 3 }, version: 1, peers: 1, closed: false })

  await holder.ask('close')
  const store = createStore({ name, initialState, exclusive: true })
  expect(store.getState()).toEqual({ n: 0 })
  store.close()
})
