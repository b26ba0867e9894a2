import { describe, expect, onTestFinished, test } from 'vitest'
import { createStore } from '../../src/index.js'
import { createMemoryStore, type Store } from '../../src/relay.js'
import { type Board, increment, rejection } from '../conformance/world.js'
import { anotherStore, client, uniqueBoard } from './harness.js'

const add = (text: string) => (draft: Board) => {
  draft.items.push({ id: draft.items.length, text })
}

const texts = (store: Store<Board>) => store.getState().items.map(({ text }) => text)

function openOrigin(): Store<Board> {
  const origin = createMemoryStore(uniqueBoard())
  onTestFinished(() => origin.close())
  return origin
}

describe('what a client is told of its commits', () => {
  test('whoever hears of a refused commit, or waits for it, finds it taken back', async () => {
    const store = await client(openOrigin(), { judge: ({ label }) => label })
    const heard: unknown[] = []
    const look = () => [store.getState().n, store.getSnapshot().n, store.connection.pending]
    store.subscribe(state => heard.push(`n ${state.n}`))
    store.onRejected(() => heard.push(look()))
    store.update(increment, { label: 'no' })
    await rejection(store.confirmed())
    expect(heard).toEqual(['n 1', 'n 0', [0, 0, 0]])
    expect(look()).toEqual([0, 0, 0])
  })

  test('a commit made by who hears that another one could not run again is in the store, and so are those around it', async () => {
    const origin = openOrigin()
    const store = await client(origin)
    store.onRejected(({ label }) => store.update(add(`instead of ${label}`)))
    store.update(add('first'))
    store.update(
      draft => {
        if (draft.n > 0) throw new Error('too late')
        draft.blob = 'second'
      },
      { label: 'second' },
    )
    store.update(add('third'))
    origin.update(increment)
    await rejection(store.confirmed())
    await store.confirmed()
    expect(texts(origin)).toEqual(['first', 'third', 'instead of second'])
    expect(store.getState()).toEqual(origin.getState())
  })

  test('who asks for confirmation after a refusal has come, and before it is told, hears of it too', async () => {
    const store = await client(openOrigin(), { judge: () => 'never' })
    const asked = new Promise<Error>(resolve => {
      store.subscribe(({ n }) => {
        if (n === 0) resolve(rejection(store.confirmed()))
      })
    })
    store.update(increment)
    expect((await asked).message).toContain('never')
  })

  test('the number of pending commits is that of the delivered state, whoever has looked at a newer one', async () => {
    const store = await client(openOrigin(), { judge: ({ label }) => label })
    const wrong: string[] = []
    const look = () => {
      const { n } = store.getSnapshot()
      const { pending } = store.connection
      if (pending !== n) wrong.push(`${pending} pending, ${n} shown`)
    }
    let looking = setImmediate(function lookOn() {
      look()
      store.getState() // takes back at once what was refused; that is delivered later
      look()
      looking = setImmediate(lookOn)
    })
    onTestFinished(() => clearImmediate(looking))
    store.subscribe(look)
    for (let round = 0; round < 50; round += 1) {
      store.update(increment, { label: 'no' })
      await rejection(store.confirmed())
    }
    expect(wrong).toEqual([])
  })

  test('its connection is the same object while nothing changes', async () => {
    const origin = openOrigin()
    const store = await client(origin)
    const before = store.connection
    let calls = 0
    store.onConnection(() => {
      calls += 1
    })
    origin.update(increment)
    await new Promise<void>(resolve => store.subscribe(() => resolve()))
    expect(store.connection).toBe(before)
    store.update(increment)
    const during = store.connection
    expect([during, store.connection === during]).toEqual([{ status: 'live', pending: 1 }, true])
    await store.confirmed()
    expect([store.connection, calls > 0]).toEqual([{ status: 'live', pending: 0 }, true])
  })

  test('a store that ends while a commit is about to be taken back ends without it', async () => {
    const origin = openOrigin()
    const store = await client(origin, {
      judge: () => {
        queueMicrotask(() => origin.close())
        return 'never'
      },
    })
    const closed = new Promise<void>(resolve => store.onClose(() => resolve()))
    const rejected: string[] = []
    store.onRejected(({ error }) => rejected.push(error.message))
    store.update(increment)
    await closed
    await null
    expect([store.getState().n, store.getSnapshot().n, rejected.length]).toEqual([0, 0, 1])
  })
})

describe('who is there', () => {
  test('a mapped store tells when somebody joins, though nobody commits', async () => {
    const definition = uniqueBoard()
    const store = createStore(definition)
    onTestFinished(() => store.close())
    await null
    const titles = new Promise<string[]>(resolve => {
      store.onPeers(() => {
        const all = store.peers().map(({ title }) => title)
        if (all.length > 1) resolve(all)
      })
    })
    anotherStore(definition)
    expect(await titles).toEqual(['', 'another'])
  })

  test('a client tells when the answer names others, once it has asked', async () => {
    const definition = uniqueBoard()
    const origin = createStore({ ...definition, title: 'server' })
    onTestFinished(() => origin.close())
    const store = await client(origin, {}, 'page')
    expect(store.peers().map(({ title }) => title)).toEqual(['page', 'server'])
    await store.settled()
    let calls = 0
    const told = new Promise<void>(resolve =>
      store.onPeers(() => {
        calls += 1
        resolve()
      }),
    )
    anotherStore(definition)
    store.peers()
    await told
    expect(store.peers().map(({ title }) => title)).toEqual(['page', 'server', 'another'])
    store.peers()
    await store.settled()
    expect(calls, 'the same answer is no news').toBe(1)
  })
})
