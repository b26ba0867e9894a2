import { fileURLToPath } from 'node:url'
import { app, Menu, nativeImage, Tray } from 'electron'
import type { TodoStore } from '../actions.js'
import { countTodos } from '../select.js'
import { showWindow } from './windows.js'

/** The number of open todos, beside the clock and on the app's icon. */
export function showTray(store: TodoStore): void {
  const icon = nativeImage.createFromPath(fileURLToPath(new URL('tray.png', import.meta.url)))
  const tray = new Tray(icon)
  tray.on('click', () => showWindow('list'))
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'List', click: () => showWindow('list') },
      { label: 'Overview', click: () => showWindow('overview') },
      { type: 'separator' },
      { label: 'Quit', click: () => app.quit() },
    ]),
  )
  store.subscribe(
    state => countTodos(state).open,
    open => {
      tray.setToolTip(open === 1 ? '1 open todo' : `${open} open todos`)
      // Only macOS shows text there.
      tray.setTitle(open === 0 ? '' : String(open))
      app.setBadgeCount(open)
    },
    { fireImmediately: true },
  )
}
