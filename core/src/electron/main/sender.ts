import type { IpcMainEvent, WebContents, WebFrameMain } from '../electron-types.js'

/** Who asks for a store. All of it is what Electron's main process knows itself; nothing is what the page says. */
export interface WindowSender {
  readonly frame: WebFrameMain
  readonly webContents: WebContents
  /** The URL of the frame's document when it asked. */
  readonly url: string
  /** The origin of the frame's document: `file://`, `app://bundle`, `http://localhost:5173`; `null` if it has none. */
  readonly origin: string
  /** Whether the frame is a window's main frame, and not within another one. */
  readonly isMainFrame: boolean
  /**
   * Whether it is a main frame of one of the app's own windows that shows one of the app's own pages: not in a
   * `<webview>`, and not from the web. Pages of a development server on this machine count until the app is packaged.
   */
  readonly isOwn: boolean
}

/** @returns `undefined` if the frame is gone, or shows another document by now */
export function senderOf(event: IpcMainEvent, isPackaged: boolean): WindowSender | undefined {
  try {
    const { senderFrame: frame, sender: webContents } = event
    if (frame === null || frame.detached || webContents.isDestroyed()) return undefined
    const { url, origin } = frame
    const isMainFrame = frame.parent === null
    const isOwn = isMainFrame && isWindow(webContents) && isOwnPage(origin, url, isPackaged)
    return { frame, webContents, url, origin, isMainFrame, isOwn }
  } catch {
    // A frame that is gone throws, whatever it is asked.
    return undefined
  }
}

/** Other kinds show what the app has not written: guests of `<webview>`, extensions, developer tools. */
function isWindow(webContents: WebContents): boolean {
  const type = webContents.getType()
  return type === 'window' || type === 'browserView' || type === 'offscreen'
}

/** Of these anybody can make pages, or they are Chromium's. */
const FOREIGN = new Set(['about:', 'blob:', 'data:', 'chrome:', 'chrome-extension:', 'devtools:', 'ftp:'])

/** An origin says more than a URL: a window opened to `about:blank` has the origin of who opened it. */
export function isOwnPage(origin: string, url: string, isPackaged: boolean): boolean {
  const page = parsed(origin) ?? parsed(url)
  if (page === undefined || FOREIGN.has(page.protocol)) return false
  if (page.protocol !== 'http:' && page.protocol !== 'https:') return true
  return !isPackaged && ['localhost', '127.0.0.1', '[::1]'].includes(page.hostname)
}

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}
