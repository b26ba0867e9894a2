import { basename } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveWindows, type WindowOptions, type WindowSender } from '../../src/electron-main.js'
import { createStore } from '../../src/index.js'
import { createMemoryStore } from '../../src/memory.js'
import {
  type Board,
  emptyBoard,
  failure,
  increment,
  rejection,
  turn,
  uncaught,
} from '../conformance/world.js'
import { uniqueBoard } from '../relay/harness.js'
import { uniqueFile, useDirectory } from '../support/files.js'
import { app } from './fake/electron.js'
import { connectIn, openWindow, PAGE, preload } from './harness.js'

const directory = useDirectory()

function served(options: WindowOptions<Board> = {}) {
  const store = createMemoryStore(uniqueBoard())
  const service = serveWindows(store, options)
  onTestFinished(() => {
    service.close()
    store.close()
  })
  return { store, service }
}

describe('a policy by window', { timeout: 60_000 }, () => {
  test('is asked for each page, with what main itself knows of it', async () => {
    const senders: WindowSender[] = []
    const { store } = served({
      policy(sender, name) {
        expect(name).toBe(store.name)
        senders.push(sender)
        return sender.url.endsWith('#viewer') ? { readonly: true } : {}
      },
    })
    const [editor, viewer] = [await openWindow(), await openWindow({ preload }, `${PAGE}#viewer`)]
    const writes = await connectIn(editor, store.name)
    const reads = await connectIn(viewer, store.name)
    writes.update(increment)
    await writes.confirmed()
    expect(failure(() => reads.update(increment)).message).toContain('LOCKSTEP_READONLY')
    expect(senders.map(({ webContents }) => webContents.id)).toEqual([
      editor.webContents.id,
      viewer.webContents.id,
    ])
    expect(senders[0]).toMatchObject({ url: PAGE, origin: 'app://editor', isMainFrame: true, isOwn: true })
  })

  test('of the same kind for all is only for own pages', async () => {
    const { store } = served({ policy: { write: [['items']] } })
    const page = await connectIn(await openWindow(), store.name)
    page.update(increment)
    expect((await rejection(page.confirmed())).message).toContain('may not change n')
    const foreign = connectIn(await openWindow({ preload }, 'https://example.com/'), store.name)
    expect(await rejection(foreign)).toMatchObject({ code: 'LOCKSTEP_REFUSED' })
  })

  test('that throws, or says what makes no sense, lets nobody in and is told of in main', async () => {
    const mistakes = [
      () => {
        throw new Error('mine')
      },
      () => ({ raedonly: true }),
      () => true,
    ] as unknown as NonNullable<WindowOptions<Board>['policy']>[]
    for (const policy of mistakes) {
      const { store } = served({ policy })
      const window = await openWindow()
      let error: Error | undefined
      const problems = await uncaught(async () => {
        error = await rejection(connectIn(window, store.name))
      })
      expect(error).toMatchObject({ code: 'LOCKSTEP_REFUSED' })
      expect(error!.message).not.toContain('mine')
      expect(problems).toHaveLength(policy === mistakes[2] ? 0 : 1)
    }
  })
})

describe('frames within a page', { timeout: 60_000 }, () => {
  const withFrames = { preload, nodeIntegrationInSubFrames: true }

  test('are not served, unless a policy says so; each is a client of its own', async () => {
    const closed = served()
    const window = await openWindow(withFrames)
    const frame = window.webContents.addFrame('app://editor/frame.html')
    expect(await rejection(connectIn(frame, closed.store.name))).toMatchObject({ code: 'LOCKSTEP_REFUSED' })
    const { store, service } = served({ policy: ({ origin }) => origin === 'app://editor' && {} })
    const pages = [await connectIn(window, store.name), await connectIn(frame, store.name)]
    for (const page of pages) page.update(increment)
    await Promise.all(pages.map(page => page.confirmed()))
    expect([store.getState().n, service.clients.size]).toEqual([2, 2])
    // The page of the window stays.
    frame.load('app://editor/next.html')
    await connectIn(frame, store.name)
    pages[0]!.update(increment)
    await pages[0]!.confirmed()
    expect(service.clients.size).toBe(2)
  })

  test('cannot speak for the page around them, and nor can who opened the window', async () => {
    const { store, service } = served()
    const window = await openWindow()
    const { port1, port2 } = new (window.webContents.node.shown!.window as typeof globalThis).MessageChannel()
    const message = { lockstep: 'connect', store: store.name, client: 'x' }
    window.webContents.node.shown!.document.post(message, '*', [port2], { another: 'window' })
    const page = await connectIn(window, store.name)
    expect(service.clients.size).toBe(1)
    page.close()
    port1.close()
  })
})

test.each([
  ['file:///app/index.html', true, true],
  ['app://bundle/index.html', true, true],
  ['http://localhost:5173/', false, true],
  ['http://127.0.0.1:5173/', false, true],
  ['http://localhost:5173/', true, false],
  ['http://localhost.example.com/', false, false],
  ['https://example.com/', false, false],
  ['data:text/html,hello', false, false],
  ['devtools://devtools/bundled/x.html', false, false],
  ['chrome-extension://abc/x.html', false, false],
] as const)('%s is a page of the app, packaged %s: %s', async (url, packaged, own) => {
  app.isPackaged = packaged
  onTestFinished(() => {
    app.isPackaged = false
  })
  let isOwn: boolean | undefined
  const { store } = served({
    policy(sender) {
      isOwn = sender.isOwn
      return {}
    },
  })
  const page = await connectIn(await openWindow({ preload }, url), store.name)
  expect(isOwn).toBe(own)
  page.close()
})

describe('several stores', { timeout: 60_000 }, () => {
  test('are told apart by their names, also when a page connects to all at once', async () => {
    const stores = [0, 1, 2].map(n =>
      createMemoryStore<Board>({ ...uniqueBoard(), initialState: { ...emptyBoard, n } }),
    )
    const service = serveWindows(stores)
    onTestFinished(() => service.close())
    const window = await openWindow()
    const pages = await Promise.all(stores.map(store => connectIn(window, store.name)))
    expect(pages.map(page => page.getState().n)).toEqual([0, 1, 2])
    expect(service.clients.size).toBe(3)
    stores[1]!.close()
    const error = await rejection(connectIn(await openWindow(), stores[1]!.name))
    expect(error).toMatchObject({ code: 'LOCKSTEP_NOT_FOUND' })
    for (const store of stores) store.close()
  })

  test('have the names that main gives them; one in a file its name without folders', async () => {
    const file = uniqueFile(directory)
    const stored = createStore<Board>({ file, initialState: emptyBoard })
    const other = createMemoryStore(uniqueBoard())
    const [byFile, byName] = [serveWindows(stored), serveWindows({ other })]
    onTestFinished(() => {
      byFile.close()
      byName.close()
      stored.close()
    })
    const window = await openWindow()
    const [a, b] = [await connectIn(window, basename(file)), await connectIn(window, 'other')]
    a.update(increment)
    b.update(increment)
    await Promise.all([a.confirmed(), b.confirmed()])
    expect([stored.getState().n, other.getState().n]).toEqual([1, 1])
    a.close()
    b.close()
  })

  test('a page may have one store twice, and each of them is on its own', async () => {
    const { store, service } = served()
    const window = await openWindow()
    const [a, b] = await Promise.all([connectIn(window, store.name), connectIn(window, store.name)])
    a!.update(increment)
    await a!.confirmed()
    expect(service.clients.size).toBe(2)
    a!.close()
    b!.update(increment)
    await b!.confirmed()
    expect(store.getState().n).toBe(2)
    // Which of the two ends is told first is nobody's promise.
    while (service.clients.size > 1) await turn()
  })
})
