import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { onTestFinished } from 'vitest'
import { askMain } from '../../src/electron/renderer/ask-main.js'
import type { PageWindow } from '../../src/electron/renderer/page-window.js'
import { connectStore as connectThrough } from '../../src/relay/connect-store.js'
import type { Store } from '../../src/store/types.js'
import { type Board, emptyBoard } from '../conformance/world.js'
import { BrowserWindow, sites, type WebContentsOptions } from './fake/electron.js'
import type { FrameNode } from './fake/frame.js'

/** The preload as it is published: one file. */
export const preload = createRequire(import.meta.url).resolve('@lockstep/core/electron/preload')

/** A file with a preload's code, until the test ends. */
export function preloadFile(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-preload-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'preload.js')
  writeFileSync(file, code)
  return file
}

export const PAGE = 'app://editor/index.html'

/** A window of the app, with Lockstep's preload and an own page, which the test plays. */
export async function openWindow(
  webPreferences: WebContentsOptions = { preload },
  url = PAGE,
): Promise<BrowserWindow> {
  const window = new BrowserWindow({ webPreferences })
  onTestFinished(() => window.destroy())
  await window.loadURL(url)
  return window
}

/** What a page that runs in a window does, in this thread. */
export function pageOf(window: BrowserWindow | FrameNode): PageWindow {
  const node = 'webContents' in window ? window.webContents.node : window
  return node.shown!.window as PageWindow
}

/** `connectStore` of `/electron/renderer`, in a page that the test plays. */
export function connectIn(
  window: BrowserWindow | FrameNode,
  name: string,
  options: { title?: string; timeout?: number } = {},
): Promise<Store<Board>> {
  const { title = '', ...wait } = options
  const ask = askMain(pageOf(window), name)
  return connectThrough({ name, initialState: emptyBoard, title }, ask, wait)
}

const THREAD_PAGE = 'app://editor/board.html'

/** A window whose page runs in a thread of its own: `pages/board.ts`, with the renderer's entry as it is published. */
export async function openThreadWindow(
  webPreferences: WebContentsOptions = { preload },
): Promise<{ window: BrowserWindow; call: (name: string, ...args: unknown[]) => Promise<unknown> }> {
  if (!sites.has(THREAD_PAGE)) sites.set(THREAD_PAGE, pageCode('pages/board.ts'))
  const window = await openWindow(webPreferences, THREAD_PAGE)
  return { window, call: (name, ...args) => window.webContents.node.thread!.call(name, ...args) }
}

/** A page's script, bundled as for any page: what needs Node does not bundle. */
function pageCode(file: string): string {
  return buildSync({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'error',
  }).outputFiles[0]!.text
}
