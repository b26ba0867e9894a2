import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { CONNECT_CHANNEL } from '../../src/electron/messages.js'
import { serveWindows } from '../../src/electron-main.js'
import { createMemoryStore } from '../../src/memory.js'
import { increment, rejection, turn, uncaught } from '../conformance/world.js'
import { uniqueBoard } from '../relay/harness.js'
import { ipcMain, MessageChannelMain, type MessagePortMain } from './fake/electron.js'
import { connectIn, openWindow, pageOf } from './harness.js'

function served() {
  const store = createMemoryStore(uniqueBoard())
  const service = serveWindows(store)
  onTestFinished(() => {
    service.close()
    store.close()
  })
  return { store, service }
}

/** Resolves when the other end of `port` was closed. */
function closed(port: MessagePortMain): Promise<void> {
  return new Promise(resolve => {
    port.on('close', resolve)
    port.start()
  })
}

describe('what a page that was taken over can send', { timeout: 60_000 }, () => {
  const name = 'x'.repeat(257)
  const good = { document: 'd', client: 'c' }
  test.each([
    ['nothing', undefined],
    ['a text', 'lockstep'],
    ['no store', { ...good }],
    ['a store that is no text', { ...good, store: ['a'] }],
    ['a name without end', { ...good, store: name }],
    ['a document without end', { ...good, store: 'a', document: name }],
    ['a client that is none', { ...good, store: 'a', client: null }],
    ['a name that objects have', { ...good, store: '__proto__' }],
  ])('to main ends its port and nothing else: %s', async (_, message) => {
    const { store, service } = served()
    const window = await openWindow()
    const { port1, port2 } = new MessageChannelMain()
    const end = closed(port1)
    const event = { sender: window.webContents, senderFrame: window.webContents.mainFrame, ports: [port2] }
    expect(await uncaught(() => void ipcMain.emit(CONNECT_CHANNEL, event, message))).toEqual([])
    await end
    expect(service.clients.size).toBe(0)
    const page = await connectIn(window, store.name)
    page.update(increment)
    await page.confirmed()
  })

  test('without a port, or with many, is heard and no more than one is kept', async () => {
    const { store, service } = served()
    const window = await openWindow()
    const [first, second] = [new MessageChannelMain(), new MessageChannelMain()]
    const ends = closed(second.port1)
    const from = { sender: window.webContents, senderFrame: window.webContents.mainFrame }
    const message = { store: store.name, document: 'd', client: 'c' }
    ipcMain.emit(CONNECT_CHANNEL, { ...from, ports: [] }, message)
    expect(service.clients.size).toBe(0)
    ipcMain.emit(CONNECT_CHANNEL, { ...from, ports: [first.port2, second.port2] }, message)
    await ends
    expect(service.clients.size).toBe(1)
    first.port1.close()
    while (service.clients.size > 0) await turn()
  })

  test('over its port ends that, and it may come again', async () => {
    const { store, service } = served()
    const window = await openWindow()
    const page = pageOf(window)
    for (const garbage of ['text', { lockstep: 'serving' }, new Uint8Array([255, 1, 2]), null, 7]) {
      const { port1, port2 } = new page.MessageChannel()
      const ended = new Promise<void>(resolve => port1.addEventListener('close', () => resolve()))
      const served = new Promise<void>(resolve => port1.addEventListener('message', () => resolve()))
      port1.start()
      page.postMessage({ lockstep: 'connect', store: store.name, client: 'c' }, '*', [port2])
      await served
      port1.postMessage(garbage)
      await ended
      expect(service.clients.size).toBe(0)
    }
    const store2 = await connectIn(window, store.name)
    store2.close()
  })

  test('from a frame that has gone on by then goes nowhere', async () => {
    const { store, service } = served()
    const window = await openWindow()
    const frame = window.webContents.mainFrame
    await window.loadURL('app://editor/next.html')
    for (const senderFrame of [null, frame]) {
      const { port1, port2 } = new MessageChannelMain()
      const end = closed(port1)
      const message = { store: store.name, document: 'd', client: 'c' }
      ipcMain.emit(CONNECT_CHANNEL, { sender: window.webContents, senderFrame, ports: [port2] }, message)
      await end
    }
    expect(service.clients.size).toBe(0)
  })

  test('to itself is no answer of a preload or of main', async () => {
    const { store } = served()
    const window = await openWindow({})
    const { document } = window.webContents.node.shown!
    // As a frame within it would.
    const spoof = () => document.post({ lockstep: 'preload' }, '*', [], { another: 'window' })
    const connecting = rejection(connectIn(window, store.name))
    spoof()
    expect(await connecting).toMatchObject({ code: 'LOCKSTEP_PRELOAD' })
  })
})

describe('main lets go of a page whose port tells nothing', () => {
  async function silentPages() {
    const { store, service } = served()
    const window = await openWindow()
    const { webContents } = window
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const ask = (document: string, client: string) => {
      const { port1, port2 } = new MessageChannelMain()
      const event = { sender: webContents, senderFrame: webContents.mainFrame, ports: [port2] }
      ipcMain.emit(CONNECT_CHANNEL, event, { store: store.name, document, client })
      return closed(port1)
    }
    const late = () => vi.advanceTimersByTime(5000)
    return { service, webContents, ask, late }
  }

  test('a while after the next document of its frame has asked', async () => {
    const { service, ask, late } = await silentPages()
    const ends = [ask('first', 'a'), ask('first', 'b')]
    void ask('second', 'a')
    expect(service.clients.size).toBe(3)
    late()
    expect(service.clients.size).toBe(1)
    await Promise.all(ends)
  })

  test('at once when the same page comes again', async () => {
    const { service, ask } = await silentPages()
    const end = ask('first', 'a')
    void ask('first', 'a')
    void ask('first', 'b')
    expect(service.clients.size).toBe(2)
    await end
  })

  test.each(['render-process-gone', 'destroyed'])('a while after its window says %s', async event => {
    const { service, webContents, ask, late } = await silentPages()
    const end = ask('first', 'a')
    webContents.emit(event)
    expect(service.clients.size).toBe(1)
    late()
    expect([service.clients.size, webContents.eventNames()]).toEqual([0, []])
    await end
  })
})

test('a window that is left, again and again, leaves no client, no port and no listener behind', async () => {
  const { store, service } = served()
  const window = await openWindow()
  const { webContents } = window
  const listeners = () => webContents.eventNames().length
  expect(listeners()).toBe(0)
  for (let round = 0; round < 20; round += 1) {
    const page = await connectIn(window, store.name)
    expect([service.clients.size >= 1, listeners()]).toEqual([true, 2])
    page.update(increment)
    if (round % 3 === 0) page.close()
    webContents.reload()
    // A page of the test's goes on running after its document has ended; one of Electron's does not.
    page.close()
  }
  while (service.clients.size > 0) await turn()
  expect(listeners()).toBe(0)
  await connectIn(window, store.name)
  window.destroy()
  while (service.clients.size > 0) await turn()
  expect(listeners()).toBe(0)
})
