import { fileURLToPath } from 'node:url'
import { BrowserWindow, type BrowserWindowConstructorOptions, type WebContents } from 'electron'
import type { WindowName } from '../desktop.js'
import { keepLastEdits } from './closing.js'
import { ORIGIN } from './protocol.js'

const PRELOAD = fileURLToPath(new URL('preload.cjs', import.meta.url))

const LOOKS: Record<WindowName, BrowserWindowConstructorOptions> = {
  list: { width: 720, height: 820, minWidth: 380, minHeight: 320 },
  overview: {
    width: 340,
    height: 520,
    minWidth: 280,
    minHeight: 240,
    alwaysOnTop: true,
    fullscreenable: false,
  },
}

const open = new Map<WindowName, BrowserWindow>()

/** Opens a window, or brings it to the front where it is open already. */
export function showWindow(name: WindowName): BrowserWindow {
  const window = open.get(name) ?? create(name)
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
  return window
}

function create(name: WindowName): BrowserWindow {
  const window = new BrowserWindow({
    ...LOOKS[name],
    show: false,
    title: 'Todos',
    webPreferences: { preload: PRELOAD, sandbox: true, contextIsolation: true, nodeIntegration: false },
  })
  open.set(name, window)
  window.once('closed', () => open.delete(name))
  keepLastEdits(window)
  stayHome(window.webContents)
  comeBack(window.webContents)
  void window.loadURL(`${ORIGIN}/${name}.html`)
  return window
}

/** A page of this app opens no other ones and goes nowhere, whatever was put into it. */
function stayHome(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', event => event.preventDefault())
  contents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
}

/** A page whose process has died is shown again, unless it dies at once each time. */
function comeBack(contents: WebContents): void {
  let shown = false
  contents.on('did-finish-load', () => {
    shown = true
  })
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || !shown) return
    shown = false
    contents.reload()
  })
}
