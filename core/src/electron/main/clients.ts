import type { WaitOptions } from '../../store/types.js'
import type { WebContents } from '../electron-types.js'

/** A page's connection to one store. */
export interface WindowClient {
  readonly webContents: WebContents
  /** Which frame, and which of the documents it has shown one after another. */
  readonly frame: number
  readonly document: string
  /** Resolves when everything that the page has committed until now is in the store or was refused. */
  drain(options: WaitOptions): Promise<void>
  /** Serves the page no more. Idempotent; calls back with `forget`. */
  close(): void
}

/**
 * The pages that are served, by window. Ports tell by themselves when their page is gone; this is for what they would
 * tell late, and for asking a window's pages something.
 */
export interface Clients {
  add(client: WindowClient): void
  forget(client: WindowClient): void
  of(webContents: WebContents): readonly WindowClient[]
}

export function createClients(): Clients {
  const windows = new Map<WebContents, Window>()

  function open(webContents: WebContents): Window {
    const clients = new Set<WindowClient>()
    const closeAll = () => {
      for (const client of [...clients]) client.close()
    }
    // A frame whose process is gone comes back with another document.
    webContents.on('render-process-gone', closeAll)
    webContents.on('destroyed', closeAll)
    const leave = () => {
      windows.delete(webContents)
      webContents.off('render-process-gone', closeAll)
      webContents.off('destroyed', closeAll)
    }
    return { clients, leave }
  }

  const of = (webContents: WebContents) => [...(windows.get(webContents)?.clients ?? [])]

  return {
    add(client) {
      const { webContents, frame, document } = client
      // A frame shows one document: of those before it nothing can come any more.
      for (const other of of(webContents))
        if (other.frame === frame && other.document !== document) other.close()
      const window = windows.get(webContents) ?? open(webContents)
      windows.set(webContents, window)
      window.clients.add(client)
    },
    forget(client) {
      const window = windows.get(client.webContents)
      if (!window?.clients.delete(client) || window.clients.size > 0) return
      window.leave()
    },
    of,
  }
}

interface Window {
  readonly clients: Set<WindowClient>
  leave(): void
}
