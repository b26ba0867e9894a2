import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'

/**
 * Where the todos are kept. A development run keeps its own: it neither shows nor changes those of the installed app, which
 * may be running beside it. `TODO_DATA` names another folder.
 */
export function dataFolder(): string {
  const installed = app.getPath('userData')
  const folder = process.env['TODO_DATA'] ?? (app.isPackaged ? installed : join(installed, 'development'))
  mkdirSync(folder, { recursive: true })
  return folder
}
