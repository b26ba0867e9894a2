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

/**
 * The pages that are served, by window. Ports tell by themselves when their page is gone; this is for what they would
 * tell late, and for asking the pages of a window something.
 */
export interface Clients {
  add(client: WindowClient): void
  forget(client: WindowClient): void
  of(webContents: WebContents): readonly WindowClient[]
}

interface Window {
  readonly clients: Set<WindowClient>
  leave(): void
}

export function createClients(): Clients {
  const windows = new Map<WebContents, Window>()

  function enter(webContents: WebContents): Window {
    const closeAll = () => {
      for (const client of of(webContents)) client.close()
    }
    // A frame whose process is gone comes back with another document.
    webContents.on('render-process-gone', closeAll)
    webContents.on('destroyed', closeAll)
    const window = {
      clients: new Set<WindowClient>(),
      leave() {
        windows.delete(webContents)
        webContents.off('render-process-gone', closeAll)
        webContents.off('destroyed', closeAll)
      },
    }
    windows.set(webContents, window)
    return window
  }

  function of(webContents: WebContents): WindowClient[] {
    return [...(windows.get(webContents)?.clients ?? [])]
  }

  function forget(client: WindowClient): void {
    const window = windows.get(client.webContents)
    if (window?.clients.delete(client) && window.clients.size === 0) window.leave()
  }

  return {
    add(client) {
      for (const other of of(client.webContents)) {
        if (other.frame !== client.frame) continue
        // A frame shows one document: of those before it nothing can come any more.
        if (other.document !== client.document) other.close()
        else if (other.client === client.client) other.replacedBy(client)
      }
      const window = windows.get(client.webContents) ?? enter(client.webContents)
      window.clients.add(client)
    },
    forget,
    of,
  }
}
