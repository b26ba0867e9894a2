import { describe, expect, onTestFinished, test } from 'vitest'
import { serveWindows, type WindowOptions } from '../../src/electron-main.js'
import { createStore } from '../../src/index.js'
import { createMemoryStore, type Store } from '../../src/memory.js'
import {
  type Board,
  delivered,
  emptyBoard,
  failure,
  increment,
  rejection,
  turn,
} from '../conformance/world.js'
import { uniqueBoard } from '../relay/harness.js'
import { ipcMain } from './fake/electron.js'
import { connectIn, openThreadWindow, openWindow, preload } from './harness.js'

/** A store that is served to windows until the test ends. */
function served(options: WindowOptions<Board> = {}) {
  const store = createMemoryStore(uniqueBoard())
  const service = serveWindows(store, options)
  onTestFinished(() => {
    service.close()
    store.close()
  })
  return { store, service }
}

function online(store: Store<Board>): Promise<void> {
  return new Promise(resolve => {
    const check = () => store.connection.status === 'live' && store.connection.pending === 0 && resolve()
    store.onConnection(check)
    check()
  })
}

describe('windows', { timeout: 60_000 }, () => {
  test('get a store that main serves in one line, also those that are opened later', async () => {
    const { store } = served()
    const first = await connectIn(await openWindow(), store.name)
    first.update(increment)
    await first.confirmed()
    const second = await connectIn(await openWindow(), store.name)
    expect(second.getState().n).toBe(1)
    store.update(increment)
    await Promise.all([delivered(first, 2), delivered(second, 2)])
  })

  test('whose pages run in threads of their own get the same, and their pages nothing of Node', async () => {
    const store = createStore(uniqueBoard())
    const service = serveWindows(store)
    onTestFinished(() => {
      service.close()
      store.close()
    })
    const [a, b] = [await openThreadWindow(), await openThreadWindow()]
    await Promise.all([a, b].map(({ call }) => call('connect', store.name, emptyBoard)))
    await Promise.all([a, b].map(({ call }) => call('increment', 100)))
    await Promise.all([a, b].map(({ call }) => call('confirmed')))
    expect(store.getState().n).toBe(200)
    await Promise.all([a, b].map(({ call }) => call('reaches', 200)))
    expect(await a.call('state')).toEqual(store.getState())
    expect(await a.call('globals')).toEqual([])
  })

  test.each(['is closed', 'is reloaded', 'crashes'])(
    'lose nothing of what a page has sent when it %s at once',
    async how => {
      const { store, service } = served()
      const { window, call } = await openThreadWindow()
      await call('connect', store.name, emptyBoard)
      window.webContents.node.thread!.callBlocking('increment', 200)
      expect(store.getState().n).toBe(0)
      if (how === 'is closed') window.close()
      if (how === 'crashes') window.webContents.forcefullyCrashRenderer()
      if (how === 'is reloaded') {
        window.webContents.reload()
        await call('connect', store.name, emptyBoard)
      }
      while (store.getState().n < 200) await turn()
      while (service.clients.size > (how === 'is reloaded' ? 1 : 0)) await turn()
    },
  )

  test('get it again after a reload and after their process has crashed; nothing of the page before is left', async () => {
    const { store, service } = served()
    const { window, call } = await openThreadWindow()
    for (let round = 1; round <= 4; round += 1) {
      await call('connect', store.name, emptyBoard)
      while (service.clients.size > 1) await turn()
      await call('increment', 1)
      await call('confirmed')
      expect(store.getState().n).toBe(round)
      if (round % 2 === 0) window.webContents.reload()
      else {
        window.webContents.forcefullyCrashRenderer()
        while (service.clients.size > 0) await turn()
        await window.loadURL('app://editor/board.html')
      }
    }
    window.destroy()
    while (service.clients.size > 0) await turn()
    expect(store.getState().n).toBe(4)
  })
})

describe('a page is told what is wrong', { timeout: 60_000 }, () => {
  test('when its window has no preload of ours', async () => {
    const { store } = served()
    const error = await rejection(connectIn(await openWindow({}), store.name))
    expect(error.message).toContain("import '@lockstep/core/electron/preload'")
    expect(error).toMatchObject({ code: 'LOCKSTEP_PRELOAD' })
  })

  test('when main serves no store of that name, and which ones it does', async () => {
    const { store } = served()
    const error = await rejection(connectIn(await openWindow(), 'another'))
    expect(error).toMatchObject({ code: 'LOCKSTEP_NOT_FOUND' })
    expect(error.message).toContain(`"another"`)
    expect(error.message).toContain(`serves only "${store.name}"`)
  })

  test.each([
    ['a page of the web', 'https://example.com/', 'window'],
    ['a development server, once the app is packaged', 'http://localhost:5173/', 'window'],
    ['a page that anybody could have made', 'data:text/html,x', 'window'],
    ['a guest', 'app://editor/index.html', 'webview'],
  ] as const)('when main does not serve it to such pages: %s', async (_, url, type) => {
    const { store } = served()
    const { app } = await import('./fake/electron.js')
    app.isPackaged = true
    onTestFinished(() => {
      app.isPackaged = false
    })
    const error = await rejection(connectIn(await openWindow({ preload, type }, url), store.name))
    expect(error).toMatchObject({ code: 'LOCKSTEP_REFUSED' })
    expect(error.message).toContain('name others in the policy')
  })
})

describe('serveWindows', () => {
  test('refuses what cannot be served, and names that are served already', () => {
    const { store } = served()
    expect(failure(() => serveWindows({} as Store<Board>)).message).toContain('LOCKSTEP_OPTIONS')
    expect(failure(() => serveWindows([])).message).toContain('LOCKSTEP_OPTIONS')
    expect(failure(() => serveWindows(store)).message).toContain('served to windows already')
    expect(failure(() => serveWindows([store, store])).message).toContain('same name')
    const closed = createMemoryStore(uniqueBoard())
    closed.close()
    expect(failure(() => serveWindows(closed)).message).toContain('LOCKSTEP_CLOSED')
  })

  test('leaves nothing behind when it is closed', async () => {
    const { store, service } = served()
    const page = await connectIn(await openWindow(), store.name)
    expect(ipcMain.eventNames()).toHaveLength(1)
    service.close()
    expect(service.clients.size).toBe(0)
    expect(ipcMain.eventNames()).toHaveLength(0)
    const again = serveWindows(store)
    page.update(increment)
    await online(page)
    expect(store.getState().n).toBe(1)
    page.close()
    again.close()
  })
})
