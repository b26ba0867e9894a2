import { describe, expect, onTestFinished, test } from 'vitest'
import { createStore } from '../../src/index.js'
import { connectStore, createMemoryStore, type ServedPort, type Store, serveStore } from '../../src/relay.js'
import { type Board, emptyBoard, increment, rejection } from '../conformance/world.js'
import { anotherStore, client, messagePorts, uniqueBoard } from './harness.js'

/** Resolves when `holds` of the store's connection. */
function connection(store: Store<Board>, holds: (status: string, pending: number) => boolean): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (!holds(store.connection.status, store.connection.pending)) return
      unsubscribe()
      resolve()
    }
    const unsubscribe = store.onConnection(check)
    check()
  })
}

function promised<Value>() {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>(done => {
    resolve = done
  })
  return { promise, resolve }
}

/** A client that connects again as often as it is served. */
async function returningClient(serve: () => Store<Board>) {
  const served: ServedPort[] = []
  const source = () => {
    const [there, here] = messagePorts()
    served.push(serveStore(serve(), there))
    return here
  }
  const store = await connectStore({ name: serve().name, initialState: emptyBoard }, source)
  onTestFinished(() => store.close())
  return { store, cut: () => served.at(-1)!.close(), served }
}

describe('a connection that breaks', { timeout: 60_000 }, () => {
  test('comes back by itself; commits wait meanwhile and are in the store once', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const { store, cut, served } = await returningClient(() => origin)
    for (let round = 0; round < 10; round += 1) {
      await connection(store, status => status !== 'offline')
      for (let count = 0; count < 30; count += 1) store.update(increment)
      if (round % 2 === 0) origin.update(draft => void draft.items.push({ id: round, text: '' }))
      cut()
      store.update(increment)
      await connection(store, status => status === 'offline')
      store.update(increment)
      expect(store.getState().n).toBe((round + 1) * 32)
    }
    await store.confirmed()
    expect(origin.getState().n).toBe(320)
    expect(store.getState()).toEqual(origin.getState())
    expect(served).toHaveLength(11)
  })

  test('loses nothing and does nothing twice when another process serves then, whatever the first one had committed', async () => {
    const definition = uniqueBoard()
    const first = createStore(definition)
    onTestFinished(() => first.close())
    // Each of them stands for a process that serves.
    const servers = [anotherStore(definition), anotherStore(definition), anotherStore(definition)]
    let turn = 0
    const { store, cut } = await returningClient(() => servers[turn++ % servers.length]!)
    for (let round = 0; round < 12; round += 1) {
      for (let count = 0; count < 25; count += 1) {
        store.update(draft => {
          draft.n += 1
          draft.items.push({ id: round * 25 + count, text: '' })
        })
      }
      // Some of them have arrived, some are on their way: the server commits them, and its confirmations are lost.
      if (round % 3 !== 0) await new Promise(resolve => setImmediate(resolve))
      cut()
      if (round % 4 === 0)
        first.update(draft => {
          draft.blob += 'x'
        })
    }
    await store.confirmed()
    expect(first.getState().n).toBe(300)
    expect(first.getState().items.map(item => item.id)).toEqual(Array.from({ length: 300 }, (_, id) => id))
    expect(store.getState()).toEqual(first.getState())
  })

  test('ends the store where it cannot come back: reads go on, pending commits are rejected', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const [there, here] = messagePorts()
    const served = serveStore(origin, there)
    const store = await connectStore({ name: origin.name, initialState: emptyBoard }, here)
    const closed = new Promise<{ reason: string }>(resolve => store.onClose(resolve))
    served.close()
    store.update(increment)
    const confirmed = store.confirmed()
    expect((await rejection(confirmed)).message).toContain('LOCKSTEP_DISCONNECTED')
    expect(await closed).toMatchObject({ reason: 'relay', error: { code: 'LOCKSTEP_DISCONNECTED' } })
    expect([store.closed, store.getState().n]).toEqual([true, 1])
  })

  test('waits for a server that is not there yet, as long as it is told to', async () => {
    const origin = createMemoryStore(uniqueBoard())
    let tries = 0
    const store = await connectStore({ name: origin.name, initialState: emptyBoard }, () => {
      tries += 1
      if (tries < 3) throw new Error('not there')
      const [there, here] = messagePorts()
      serveStore(origin, there)
      return here
    })
    expect(store.getState()).toEqual(emptyBoard)
    store.close()
    const never = connectStore(uniqueBoard(), () => Promise.reject(new Error('never')), { timeout: 50 })
    expect((await rejection(never)).message).toContain('LOCKSTEP_TIMEOUT')
    const abort = new AbortController()
    const aborted = connectStore(uniqueBoard(), () => Promise.reject(new Error('never')), {
      signal: abort.signal,
    })
    abort.abort(new Error('enough'))
    expect((await rejection(aborted)).message).toBe('enough')
  })

  test('closes in order: what was committed right before close arrives', async () => {
    const origin = createMemoryStore(uniqueBoard())
    for (let round = 1; round <= 50; round += 1) {
      const store = await client(origin)
      const arrived = new Promise<void>(resolve => {
        const unsubscribe = origin.subscribe(state => {
          if (state.n < round * 3) return
          unsubscribe()
          resolve()
        })
      })
      for (let count = 0; count < 3; count += 1) store.update(increment)
      store.close()
      await arrived
    }
    expect(origin.getState().n).toBe(150)
  })
})

test('a process stays alive until the state is there, and then while somebody subscribes', async () => {
  const origin = createMemoryStore(uniqueBoard())
  const [there, here] = messagePorts()
  serveStore(origin, there)
  const told: boolean[] = []
  const port = {
    silent: false,
    send: (frame: Uint8Array) => here.postMessage(frame),
    listen: (onFrame: (frame: Uint8Array) => void) => void here.on('message', onFrame),
    close: () => here.close(),
    keepAlive: (on: boolean) => void told.push(on),
  }
  const store = await connectStore({ name: origin.name, initialState: emptyBoard }, port)
  const unsubscribe = store.subscribe(() => {})
  unsubscribe()
  expect(told).toEqual([true, false, true, false])
  store.close()
})

describe('drain', () => {
  test('waits for what a client has committed, also beyond what may be on its way at once', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const [there, here] = messagePorts()
    const served = serveStore(origin, there)
    const store = await connectStore({ name: origin.name, initialState: emptyBoard }, here)
    onTestFinished(() => store.close())
    await served.drain()
    for (let count = 0; count < 700; count += 1) store.update(increment)
    expect(origin.getState().n).toBe(0)
    await served.drain({ timeout: 30_000 })
    expect(origin.getState().n).toBe(700)
    served.close()
    await served.drain()
    const silent = serveStore(origin, messagePorts()[0])
    await silent.drain()
  })

  test('waits for a client that is just being greeted: it may have come back with commits', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const served: ServedPort[] = []
    const { promise: drained, resolve } = promised<number>()
    const source = () => {
      const [there, here] = messagePorts()
      const authorise = () => {
        if (served.length > 1) void served[1]!.drain().then(() => resolve(origin.getState().n))
        return true
      }
      served.push(serveStore(origin, there, { authorise }))
      return here
    }
    const store = await connectStore({ name: origin.name, initialState: emptyBoard }, source)
    onTestFinished(() => store.close())
    served[0]!.close()
    await connection(store, status => status === 'offline')
    for (let count = 0; count < 300; count += 1) store.update(increment)
    expect(await drained).toBe(300)
  })
})

describe('a client that lags', { timeout: 60_000 }, () => {
  test('gets the state as a whole, and its own commits are in it', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const [there, here] = messagePorts()
    serveStore(origin, there)
    const store = await connectStore({ name: origin.name, initialState: emptyBoard }, here)
    onTestFinished(() => store.close())
    const resets: number[] = []
    store.onCommit(event => {
      if (event.type === 'reset') resets.push(event.version)
    })
    store.update(increment)
    // One turn of this loop in which nothing is received: as if the page were busy.
    const blob = 'x'.repeat(1000)
    for (let count = 0; count < 10_000; count += 1) {
      origin.update(draft => {
        draft.n += 1
        draft.blob = blob + count
      })
    }
    await store.confirmed()
    await new Promise<void>(resolve => {
      const unsubscribe = store.subscribe(state => {
        if (state.n < 10_001) return
        unsubscribe()
        resolve()
      })
      if (store.getState().n >= 10_001) resolve()
    })
    expect(store.getState()).toEqual(origin.getState())
    expect(resets.length).toBeGreaterThan(0)
    expect(resets.length).toBeLessThan(10)
  })
})
