import type { WebContents } from '../electron-types.js'

/** One page's connection to one store. */
export interface WindowClient {
  /** What the page calls the store. */
  readonly store: string
  readonly webContents: WebContents
  /** Which frame, which of the documents it has shown one after another, and which `connectStore` of that. */
  readonly frame: number
  readonly document: string
  readonly client: string
  /** Resolves when everything that the page has committed until now is in the store or was refused. */
  drain(): Promise<void>
  /** The page has come again, because this connection of it was broken. */
  replacedBy(next: WindowClient): void
  /** Serves the page no more. Whoever made it forgets it then. */
  close(): void
}

/** So long a page that is gone has to be read to its end. Milliseconds. */
const READ_WITHIN = 5000

/**
 * The pages that are served, by window: for asking the pages of a window something, and for those that are gone. A port
 * tells of its page's end when everything is read that the page has sent, so whoever hangs up before that loses it; this
 * is for ports that do not tell.
 */
export interface Clients {
  add(client: WindowClient): void
  forget(client: WindowClient): void
  of(webContents: WebContents): readonly WindowClient[]
}

interface Window {
  readonly clients: Set<WindowClient>
  /** Of the clients whose pages are gone, what ends them. */
  readonly leaving: Map<WindowClient, ReturnType<typeof setTimeout>>
  leave(): void
}

export function createClients(): Clients {
  const windows = new Map<WebContents, Window>()

  function enter(webContents: WebContents): Window {
    // A frame whose process is gone comes back with another document.
    const allGone = () => of(webContents).forEach(gone)
    webContents.on('render-process-gone', allGone)
    webContents.on('destroyed', allGone)
    const window: Window = {
      clients: new Set(),
      leaving: new Map(),
      leave() {
        windows.delete(webContents)
        webContents.off('render-process-gone', allGone)
        webContents.off('destroyed', allGone)
      },
    }
    windows.set(webContents, window)
    return window
  }

  function of(webContents: WebContents): WindowClient[] {
    return [...(windows.get(webContents)?.clients ?? [])]
  }

  function gone(client: WindowClient): void {
    const { leaving } = windows.get(client.webContents)!
    if (leaving.has(client)) return
    const timer = setTimeout(() => client.close(), READ_WITHIN)
    timer.unref()
    leaving.set(client, timer)
  }

  function forget(client: WindowClient): void {
    const window = windows.get(client.webContents)
    clearTimeout(window?.leaving.get(client))
    window?.leaving.delete(client)
    if (window?.clients.delete(client) && window.clients.size === 0) window.leave()
  }

  return {
    add(client) {
      for (const other of of(client.webContents)) {
        if (other.frame !== client.frame) continue
        // A frame shows one document: those before it are gone.
        if (other.document !== client.document) gone(other)
        else if (other.client === client.client) other.replacedBy(client)
      }
      const window = windows.get(client.webContents) ?? enter(client.webContents)
      window.clients.add(client)
    },
    forget,
    of,
  }
}
