import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { decodeClientFrame } from '../../src/relay/decode-frame.js'
import { type CommitMessage, MOST_TOGETHER_BYTES } from '../../src/relay/protocol.js'
import { connectStore, createMemoryStore, serveStore } from '../../src/relay.js'
import { serveWebSockets } from '../../src/relay-websocket.js'
import { emptyBoard, increment } from '../conformance/world.js'
import { messagePorts, uniqueBoard } from './harness.js'

/** A client, and the frames with commits that it has sent. */
async function connected() {
  const origin = createMemoryStore(uniqueBoard())
  const [served, own] = messagePorts()
  serveStore(origin, served)
  const frames: Uint8Array[] = []
  const { postMessage } = own
  own.postMessage = (frame: Uint8Array) => {
    if (decodeClientFrame(frame).type === 'commit') frames.push(frame)
    postMessage.call(own, frame)
  }
  const store = await connectStore({ name: origin.name, initialState: emptyBoard }, own)
  onTestFinished(() => {
    store.close()
    origin.close()
  })
  const sent = () => frames.map(frame => (decodeClientFrame(frame) as CommitMessage).commits.length)
  return { origin, store, frames, sent }
}

test('of commits that are made in one go the first leaves at once, and the others together', async () => {
  const { origin, store, sent } = await connected()
  store.update(increment)
  expect(sent()).toEqual([1])
  for (let n = 1; n < 10; n += 1) store.update(increment)
  expect(sent()).toEqual([1])
  await undefined
  expect(sent()).toEqual([1, 9])
  await store.confirmed()
  store.update(increment)
  expect(sent()).toEqual([1, 9, 1])
  await store.confirmed()
  expect([origin.getState().n, origin.version]).toEqual([11, store.version])
})

test('a test that stops the clock, and microtasks with it, does not stop a store', async () => {
  const { origin, store } = await connected()
  vi.useFakeTimers({ toFake: ['queueMicrotask', 'setTimeout', 'setImmediate'] })
  onTestFinished(() => void vi.useRealTimers())
  for (let n = 0; n < 3; n += 1) store.update(increment)
  await store.confirmed()
  expect(origin.getState().n).toBe(3)
})

test('frames stay short: what is large leaves alone', async () => {
  const { origin, store, frames, sent } = await connected()
  const put = (length: number) =>
    store.update(draft => {
      draft.items.push('x'.repeat(length) as never)
    })
  store.update(increment)
  for (const length of [10_000, 10_000, 10_000, 10_000, 50_000, 10]) put(length)
  await store.confirmed()
  expect(sent()).toEqual([1, 3, 1, 1, 1])
  for (const frame of frames)
    if (frame.length < 50_000) expect(frame.length).toBeLessThan(MOST_TOGETHER_BYTES + 64)
  expect(origin.getState()).toEqual(store.getState())
})

test('a store that is closed, and a process that exits, right after a loop of commits have sent all of them', async () => {
  const { origin, store, sent } = await connected()
  for (let n = 0; n < 300; n += 1) store.update(increment)
  store.close()
  expect(sent()).toEqual([1, 299])
  await expect.poll(() => origin.getState().n).toBe(300)

  const token = randomUUID()
  const service = await serveWebSockets(origin, { token })
  onTestFinished(() => service.close())
  const program = `
    import { connectStore } from '@lockstep/core/relay'
    import { WebSocket } from 'ws'
    const [name, url, token] = process.argv.slice(1)
    const store = await connectStore({ name, initialState: {} }, () => new WebSocket(url), { token })
    for (let n = 0; n < 300; n += 1) store.update(draft => { draft.n += 1 })
    process.exit()`
  const args = ['--input-type=module', '--eval', program, '--', origin.name, service.url, token]
  await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
  await expect.poll(() => origin.getState().n).toBe(600)
})
