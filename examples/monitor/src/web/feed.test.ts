import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createMemoryStore } from '@lockstep/core/memory'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { addNotice, raiseAlert, setThreshold } from '../actions.js'
import { type MonitorState, monitor } from '../store.js'
import { applyCommit } from './apply.js'
import { createFeed } from './feed.js'
import type { PageMessage } from './wire.js'

let store = createMemoryStore(monitor)
let server: WebSocketServer

beforeEach(async () => {
  store = createMemoryStore(monitor)
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
})

afterEach(() => {
  for (const socket of server.clients) socket.terminate()
  server.close()
})

/** A page without a browser: keeps the state, checks that nothing is missing, and says when a version has come. */
function openPage() {
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const page = {
    socket,
    types: [] as string[],
    state: undefined as MonitorState | undefined,
    version: 0,
    reached,
  }
  let look = () => {}
  socket.on('message', data => {
    const message: PageMessage = JSON.parse(data.toString())
    page.types.push(message.type)
    if (message.type === 'peers') return
    if (message.type === 'snapshot') page.state = message.state
    else {
      expect(message.version).toBe(page.version + 1)
      page.state = applyCommit(page.state!, message.patches)
    }
    page.version = message.version
    look()
  })
  async function reached(version: number): Promise<void> {
    while (page.version < version)
      await new Promise<void>(resolve => {
        look = resolve
      })
  }
  return page
}

test('a page gets a snapshot, then every commit, and ends at the same state', async () => {
  const feed = createFeed(store)
  server.on('connection', socket => feed.attach(socket))
  raiseAlert(store, 'cpu', 99)
  const page = openPage()
  await page.reached(1)
  setThreshold(store, 'cpu', 12)
  addNotice(store, 'hello')
  await page.reached(3)
  expect(page.state).toEqual(store.getState())
  expect(page.types.filter(type => type !== 'peers')).toEqual(['snapshot', 'commit', 'commit'])
})

test('a page that came later gets no commit twice and none too few', async () => {
  const feed = createFeed(store)
  server.on('connection', socket => {
    setThreshold(store, 'cpu', 30)
    feed.attach(socket)
    setThreshold(store, 'cpu', 31)
  })
  const first = openPage()
  await first.reached(2)
  const second = openPage()
  await Promise.all([first.reached(4), second.reached(4)])
  expect(first.state).toEqual(second.state)
})

test('a page that lags is left out and gets a snapshot when it has caught up', async () => {
  const limit = 64 << 10
  const notice = 'x'.repeat(256 << 10)
  const feed = createFeed(store, limit)
  const connected = once(server, 'connection')
  const page = openPage()
  const [socket] = (await connected) as [WebSocket]
  feed.attach(socket)
  await once(page.socket, 'message')
  page.socket.pause()

  let queued = 0
  for (let n = 0; n < 200; n++) {
    addNotice(store, notice)
    queued = Math.max(queued, socket.bufferedAmount)
    // Lets the sockets move what they can.
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(queued).toBeGreaterThan(limit)
  expect(queued).toBeLessThan(limit + 8 * notice.length)

  page.socket.resume()
  await page.reached(200)
  expect(page.state).toEqual(store.getState())
  expect(page.types.filter(type => type === 'snapshot').length).toBeGreaterThan(1)
  expect(page.types.filter(type => type === 'commit').length).toBeLessThan(200)
  setThreshold(store, 'cpu', 5)
  await page.reached(201)
  expect(page.types.at(-1)).toBe('commit')
})

test('a page that has gone is forgotten', async () => {
  const feed = createFeed(store)
  const connected = once(server, 'connection')
  const page = openPage()
  const [socket] = (await connected) as [WebSocket]
  feed.attach(socket)
  await once(page.socket, 'message')
  page.socket.close()
  await once(socket, 'close')
  setThreshold(store, 'cpu', 5)
  expect(socket.bufferedAmount).toBe(0)
})
