import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveWindows } from '@lockstep/core/electron/main'
import { app, BrowserWindow, dialog, ipcMain, utilityProcess } from 'electron'
import type { TodoStore } from './actions.js'
import { CHOOSE_IMPORT, SHOW_WINDOW } from './desktop.js'
import { askForImport } from './importing.js'
import { closeAll } from './main/closing.js'
import { dataFolder } from './main/data-folder.js'
import { superviseImports } from './main/imports.js'
import { setMenu } from './main/menu.js'
import { ORIGIN, registerScheme, servePages } from './main/protocol.js'
import { showTray } from './main/tray.js'
import { showWindow } from './main/windows.js'
import { openTodos } from './open-todos.js'
import { pagePolicy } from './policy.js'
import { todos } from './store.js'

const folder = dataFolder()
app.setPath('userData', folder)
registerScheme()
if (app.requestSingleInstanceLock()) void app.whenReady().then(start)
else app.quit()

function start(): void {
  const file = join(folder, 'todos.store')
  const store = open(file)
  if (store === undefined) {
    app.exit(1)
    return
  }

  // These lines share the store: with every window, and with the process that imports.
  serveWindows({ [todos.name!]: store }, { policy: pagePolicy })
  const importer = fileURLToPath(new URL('importer.js', import.meta.url))
  const endImports = superviseImports(store, run =>
    utilityProcess.fork(importer, [file, run], { serviceName: 'Todo import' }),
  )

  servePages(new URL('page/', import.meta.url))
  setMenu(() => chooseImport(store))
  fromOwnPages(CHOOSE_IMPORT, () => chooseImport(store))
  fromOwnPages(SHOW_WINDOW, name => showWindow(name === 'overview' ? 'overview' : 'list'))
  showTray(store)
  showWindow('overview')
  showWindow('list')

  app.on('second-instance', () => showWindow('list'))
  app.on('activate', () => showWindow('list'))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let ending = false
  app.on('before-quit', event => {
    if (store.closed) return
    event.preventDefault()
    if (ending) return
    ending = true
    endImports()
    void closeAll(BrowserWindow.getAllWindows(), store)
      .catch(error => console.error(error))
      .finally(() => app.quit())
  })
}

function open(file: string): TodoStore | undefined {
  try {
    return openTodos(file, 'main')
  } catch (error) {
    dialog.showErrorBox('The todos cannot be opened', String(error))
    return undefined
  }
}

async function chooseImport(store: TodoStore): Promise<void> {
  const window = BrowserWindow.getFocusedWindow()
  const options = { title: 'Import todos: one a line', properties: ['openFile' as const] }
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  const [file] = filePaths
  if (file !== undefined) askForImport(store, file)
}

function fromOwnPages(channel: string, does: (argument: unknown) => void): void {
  ipcMain.on(channel, ({ senderFrame }, argument: unknown) => {
    if (senderFrame?.origin === ORIGIN) does(argument)
  })
}
