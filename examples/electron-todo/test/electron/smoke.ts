// The app in Electron: its own windows, processes and quitting. It needs Electron's binary and a display.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ElectronApplication, _electron as electron } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { WindowName } from '../../src/desktop.js'
import { openTodos } from '../../src/open-todos.js'
import { countTodos } from '../../src/select.js'
import { makePipe, numbered, titlesOf, writeText } from '../todo-file.js'
import { type View, viewOf } from '../views.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lockstep-todo-smoke-'))
let app: ElectronApplication
let list: View
let overview: View
const complaints: string[] = []

async function start(): Promise<void> {
  const { TODO_ELECTRON, ...env } = process.env as Record<string, string>
  app = await electron.launch({
    executablePath: TODO_ELECTRON!,
    // Chromium has no sandbox for the superuser.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
    env: { ...env, TODO_DATA: folder },
  })
  list = await view('list')
  overview = await view('overview')
}

async function view(name: WindowName): Promise<View> {
  const isIt = (page: { url(): string }) => page.url().endsWith(`/${name}.html`)
  const page = await vi.waitUntil(() => app.windows().find(isIt), { timeout: 60_000 })
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  const shown = viewOf(page)
  await shown.status('saved')
  return shown
}

async function quit(): Promise<void> {
  const closed = app.waitForEvent('close')
  await app.evaluate(({ app }) => app.quit())
  await closed
}

/** What lies in the file, as of a process that is not Electron's. */
function kept(): string[] {
  const store = openTodos(join(folder, 'todos.store'), 'smoke')
  try {
    return titlesOf(store.getState())
  } finally {
    store.close()
  }
}

beforeAll(start)
afterAll(async () => {
  await app?.close().catch(() => {})
  rmSync(folder, { recursive: true, force: true })
})

test('both windows show the same, and what is done in one is there in the other', async () => {
  await list.add('Water the plants')
  await overview.shows('Water the plants')
  await overview.add('Feed the cat')
  await list.shows('Feed the cat')
  await overview.tick('Feed the cat')
  expect(await list.titles()).toEqual(['Feed the cat', 'Water the plants'])
})

test('the pages are sandboxed, and have nothing of Node', async () => {
  const types = await list.page.evaluate(() =>
    ['require', 'process', 'module'].map(name => name in globalThis),
  )
  expect(types).toEqual([false, false, false])
  expect(complaints).toEqual([])
})

test('a window that is reloaded shows the same again', async () => {
  await list.page.reload()
  await list.shows('Water the plants')
  await list.append('Water the plants', ' today')
  await overview.shows('Water the plants today')
})

test('a window whose process has died comes back, with what was typed last', async () => {
  await overview.add('Typed last')
  await overview.status('saved')
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows().map(({ webContents }) => webContents)
    contents.find(page => page.getURL().endsWith('/overview.html'))!.forcefullyCrashRenderer()
  })
  // The page is another one, which the driver does not know: it is asked through main.
  await vi.waitUntil(
    () =>
      app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows().map(({ webContents }) => webContents)
        const page = contents.find(candidate => candidate.getURL().endsWith('/overview.html'))
        const script = `[...document.querySelectorAll('input.title')].some(({ value }) => value === 'Typed last')`
        return page?.executeJavaScript(script)
      }),
    { timeout: 60_000, interval: 200 },
  )
  await list.shows('Typed last')
})

async function importFile(path: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    // No test presses the buttons of the system's own dialog.
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] })
  }, path)
  await list.press('Import…')
}

test.skipIf(process.platform === 'win32')(
  'the utility process imports; killed in the middle and started again it adds nothing twice',
  async () => {
    const { path, write } = makePipe(join(folder, 'todos.txt'))
    await importFile(path)
    write(numbered(5_100))
    await list.import(/^5,000 added$/)
    const pid = await app.evaluate(
      ({ app }) =>
        app.getAppMetrics().find(({ name, serviceName }) => [name, serviceName].includes('Todo import'))?.pid,
    )
    process.kill(pid!, 'SIGKILL')
    await list.import(/^stopped: 5,000 added/)
    writeText(path, numbered(8_000))
    await list.press('Go on')
    await list.import(/^3,000 added, 5,000 were there already$/)
  },
)

test('the utility process imports a large file', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `Line ${index}`)
  await importFile(writeText(join(folder, 'large.txt'), lines))
  await list.import(/^20,000 added$/)
})

test('quitting loses nothing, not even what was typed last', async () => {
  await list.add('And one more')
  await list.append('And one more', ', typed while it quits')
  await quit()
  expect(kept()).toContain('And one more, typed while it quits')
  expect(kept()).toContain('Water the plants today')
  await start()
  await list.shows('And one more, typed while it quits')
  const store = openTodos(join(folder, 'todos.store'), 'smoke')
  expect(countTodos(store.getState()).open).toBeGreaterThan(20_000)
  store.close()
  expect(complaints).toEqual([])
  await quit()
})
