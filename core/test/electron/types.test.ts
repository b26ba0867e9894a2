import { BrowserWindow, utilityProcess, type WebContents, type WebFrameMain, webContents } from 'electron'
import { expectTypeOf, test } from 'vitest'
import {
  drain,
  drainOnClose,
  forwardWindows,
  type ServedPort,
  serveWindows,
  type WindowService,
} from '../../src/electron-main.js'
import { connectStore } from '../../src/electron-renderer.js'
import { createMemoryStore, defineStore, type Store } from '../../src/memory.js'
import { serveStore } from '../../src/relay.js'

const editor = defineStore({ name: 'acme.editor', initialState: { n: 1 } })
const settings = defineStore({ name: 'acme.settings', initialState: { dark: true } })

/** What an app writes, as Electron's own types have it: compiled, and never run. */
async function app(page: Electron.MessagePortMain): Promise<void> {
  const store = createMemoryStore(editor)
  const other = createMemoryStore(settings)
  expectTypeOf(serveWindows(store)).toEqualTypeOf<WindowService>()
  serveWindows([store, other], { policy: (_, name) => name === 'acme.editor' && { readonly: true } })
  serveWindows({ a: store, b: other })
  serveWindows(store, {
    policy({ frame, webContents: contents, url, origin, isMainFrame, isOwn }) {
      expectTypeOf(frame).toEqualTypeOf<WebFrameMain>()
      expectTypeOf(contents).toEqualTypeOf<WebContents>()
      expectTypeOf([url, origin]).toEqualTypeOf<string[]>()
      expectTypeOf([isMainFrame, isOwn]).toEqualTypeOf<boolean[]>()
      expectTypeOf(BrowserWindow.fromWebContents(contents)).toEqualTypeOf<BrowserWindow | null>()
      return { judge: ({ after }) => (after.n > 10 ? 'enough' : undefined) }
    },
  })
  // @ts-expect-error a policy says what, not yes
  serveWindows(store, { policy: () => true })
  // @ts-expect-error a definition is no store
  serveWindows(editor)
  const window = new BrowserWindow()
  drainOnClose(window, { timeout: 500 })
  await drain(window, { timeout: 500 })
  await drain(webContents.getFocusedWebContents()!)
  const forward = forwardWindows([editor, 'acme.settings'], utilityProcess.fork('utility.js'), {
    policy: { write: [['n']] },
  })
  forward.to(utilityProcess.fork('utility.js'))
  // @ts-expect-error a function goes to no other process
  forwardWindows(editor, undefined, { policy: { judge: () => undefined } })
  expectTypeOf(serveStore(store, page)).toEqualTypeOf<ServedPort>()
  expectTypeOf(await connectStore(editor)).toEqualTypeOf<Store<{ n: number }>>()
}

test('what an app writes compiles with the types of Electron', () => {
  expectTypeOf(app).toBeFunction()
})
