// Main's part of closing and quitting, against the fake of Electron that the store's own tests have.
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveWindows } from '@lockstep/core/electron/main'
import type { BrowserWindow } from 'electron'
import { buildSync } from 'esbuild'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as fake from '../../../../core/test/electron/fake/electron.js'
import { closeAll, keepLastEdits } from '../../src/main/closing.js'
import { openTodos } from '../../src/open-todos.js'
import { pagePolicy } from '../../src/policy.js'
import { todos } from '../../src/store.js'
import { createTodoFile, numbered, titlesOf } from '../todo-file.js'

const PAGE = 'app://todo/list.html'
const preload = createRequire(import.meta.url).resolve('@lockstep/core/electron/preload')

fake.sites.set(
  PAGE,
  buildSync({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'error',
  }).outputFiles[0]!.text,
)

function serve() {
  const file = createTodoFile()
  const service = serveWindows({ [todos.name!]: file.store }, { policy: pagePolicy })
  onTestFinished(() => service.close())
  return file
}

async function openWindow() {
  const window = new fake.BrowserWindow({ webPreferences: { preload } })
  onTestFinished(() => window.destroy())
  await window.loadURL(PAGE)
  // The fake has what is used of the real one.
  keepLastEdits(window as unknown as BrowserWindow)
  const call = (name: string, ...args: unknown[]) => window.webContents.node.thread!.call(name, ...args)
  await call('connect')
  return { window, call }
}

describe('a window', () => {
  test('closes when what its page has committed last is in the store', async () => {
    const { store } = serve()
    const { window, call } = await openWindow()
    const closed = once(window, 'closed')
    await call('add', 300)
    window.close()
    await closed
    expect(titlesOf(store.getState())).toEqual(numbered(300))
  })

  test('closes although its page hangs', async () => {
    serve()
    const { window, call } = await openWindow()
    const closed = once(window, 'closed')
    await call('hang')
    window.close()
    await closed
  })
})

test('who quits finds everything that all windows have committed in the file', async () => {
  const { store, folder } = serve()
  const windows = [await openWindow(), await openWindow()]
  await Promise.all(windows.map(({ call }) => call('add', 100)))
  await closeAll(
    windows.map(({ window }) => window as unknown as BrowserWindow),
    store,
  )
  expect(windows.every(({ window }) => window.isDestroyed())).toBe(true)
  expect(store.closed).toBe(true)
  const again = openTodos(join(folder, 'todos.store'), 'again')
  onTestFinished(() => again.close())
  expect(titlesOf(again.getState()).sort()).toEqual([...numbered(100), ...numbered(100)].sort())
})
