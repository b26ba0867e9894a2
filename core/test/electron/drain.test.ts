import { once } from 'node:events'
import type * as Electron from 'electron'
import { describe, expect, onTestFinished, test } from 'vitest'
import { drain, drainOnClose, serveWindows } from '../../src/electron-main.js'
import { createMemoryStore } from '../../src/memory.js'
import { emptyBoard, increment, rejection } from '../conformance/world.js'
import { uniqueBoard } from '../relay/harness.js'
import { app, type BrowserWindow } from './fake/electron.js'
import { connectIn, openThreadWindow, openWindow } from './harness.js'

function served() {
  const store = createMemoryStore(uniqueBoard())
  const service = serveWindows(store)
  onTestFinished(() => {
    service.close()
    store.close()
  })
  return store
}

/** The fake has of a window what Lockstep uses. */
const asElectrons = (window: BrowserWindow) => window as unknown as Electron.BrowserWindow

describe('drain', { timeout: 60_000 }, () => {
  test('waits for what all pages of a window have committed, to all stores, and for no other window', async () => {
    const [one, other] = [served(), served()]
    const [window, elsewhere] = [await openWindow(), await openWindow()]
    const a = await connectIn(window, one.name)
    const b = await connectIn(window, other.name)
    const silent = await connectIn(elsewhere, one.name)
    for (let count = 0; count < 400; count += 1) for (const page of [a, b]) page.update(increment)
    silent.update(increment)
    const before = one.getState().n
    expect(before).toBe(0)
    await drain(asElectrons(window))
    expect([one.getState().n >= 400, other.getState().n]).toEqual([true, 400])
  })

  test('has nothing to wait for in a window without stores, and in one that is gone', async () => {
    const window = await openWindow()
    await drain(asElectrons(window))
    await drain(window.webContents as unknown as Electron.WebContents)
    window.destroy()
    await drain(asElectrons(window))
  })

  test('waits no longer than it is told to, and no longer than the page is there', async () => {
    const store = served()
    const { window, call } = await openThreadWindow()
    await call('connect', store.name, emptyBoard)
    await call('hang')
    const error = await rejection(drain(asElectrons(window), { timeout: 50 }))
    expect(error).toMatchObject({ code: 'LOCKSTEP_TIMEOUT' })
    expect(error.message).toContain(store.name)
    const drained = drain(asElectrons(window))
    window.webContents.forcefullyCrashRenderer()
    await drained
  })
})

describe('a window that drains when it closes', { timeout: 60_000 }, () => {
  async function busyWindow() {
    const store = served()
    const { window, call } = await openThreadWindow()
    drainOnClose(asElectrons(window), { timeout: 30_000 })
    await call('connect', store.name, emptyBoard)
    // Beyond what may be on its way at once, under a main that commits too.
    const committing = call('increment', 700)
    store.update(increment)
    await committing
    return { store, window, call }
  }

  test('loses nothing of what was committed right before', async () => {
    const { store, window } = await busyWindow()
    window.close()
    expect(window.isDestroyed()).toBe(false)
    window.close()
    await once(window, 'closed')
    expect(store.getState().n).toBe(701)
    expect(app.listenerCount('before-quit')).toBe(0)
  })

  test('lets the app quit when all windows are drained', async () => {
    const [first, second] = [await busyWindow(), await busyWindow()]
    app.quit()
    expect(first.window.isDestroyed()).toBe(false)
    await once(app, 'quit')
    expect([first.store.getState().n, second.store.getState().n]).toEqual([701, 701])
  })

  test('stays open where another listener wants it to, and drains anew the next time', async () => {
    const store = served()
    const window = await openWindow()
    const page = await connectIn(window, store.name)
    let asked = 0
    window.on('close', event => {
      asked += 1
      if (asked === 1) event.preventDefault()
    })
    drainOnClose(asElectrons(window))
    window.close()
    expect([asked, window.isDestroyed()]).toEqual([1, false])
    page.update(increment)
    window.close()
    await once(window, 'closed')
    expect([asked, store.getState().n]).toEqual([3, 1])
  })

  test('closes at once where no page of it has a store', async () => {
    const window = await openWindow()
    drainOnClose(asElectrons(window))
    window.close()
    expect(window.isDestroyed()).toBe(true)
  })

  test('closes although its page hangs', async () => {
    const store = served()
    const { window, call } = await openThreadWindow()
    drainOnClose(asElectrons(window), { timeout: 50 })
    await call('connect', store.name, emptyBoard)
    await call('hang')
    window.close()
    await once(window, 'closed')
  })
})
