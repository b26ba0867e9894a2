import { Menu, type MenuItemConstructorOptions } from 'electron'
import { showWindow } from './windows.js'

export function setMenu(chooseImport: () => void): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      {
        label: '&File',
        submenu: [
          { label: '&Import…', accelerator: 'CmdOrCtrl+I', click: chooseImport },
          { type: 'separator' },
          { role: 'close' },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: '&Window',
        submenu: [
          { label: '&List', accelerator: 'CmdOrCtrl+1', click: () => showWindow('list') },
          { label: '&Overview', accelerator: 'CmdOrCtrl+2', click: () => showWindow('overview') },
          { type: 'separator' },
          { role: 'reload' },
          { role: 'toggleDevTools' },
          { role: 'minimize' },
        ],
      },
    ]),
  )
}
