// The first line gives the page its store. It works in a sandbox, because the build puts it into this file.
import '@lockstep/core/electron/preload'
import { contextBridge, ipcRenderer } from 'electron'
import { CHOOSE_IMPORT, type Desktop, SHOW_WINDOW } from './desktop.js'

const desktop: Desktop = {
  chooseImport: () => ipcRenderer.send(CHOOSE_IMPORT),
  show: name => ipcRenderer.send(SHOW_WINDOW, name),
}
contextBridge.exposeInMainWorld('desktop', desktop)
