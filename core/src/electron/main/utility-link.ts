import type { MessagePortMain, UtilityProcess } from '../electron-types.js'
import { asMessage, type ForwardedPage, type FromUtility, type ToUtility } from '../utility-messages.js'

/** A utility process that pages are passed on to, while it lives. */
export interface UtilityLink {
  /** Whether it serves that store now. */
  serves(store: string): boolean
  /** Passes a page on. `left` is called when it is served there no more, unless the process ended. */
  pass(id: number, page: ForwardedPage, port: MessagePortMain, left: () => void): void
  /** Resolves when everything of the page has arrived; never if the process ends before. */
  drain(id: number, request: number): Promise<void>
  /** Serves the page there no more. */
  close(id: number): void
  /** Talks to the process no more. */
  detach(): void
}

/** @param ended called when the process has ended */
export function createUtilityLink(child: UtilityProcess, ended: () => void): UtilityLink {
  const pages = new Map<number, () => void>()
  const drains = new Map<number, () => void>()
  let stores: readonly string[] = []

  function send(message: ToUtility, ports: MessagePortMain[] = []): void {
    // To a process that has ended nothing is sent; its end is told, and the ports close.
    child.postMessage(message, ports)
  }

  function receive(data: unknown): void {
    const message = asMessage<FromUtility>(data)
    if (message?.lockstep === 'stores') stores = message.stores
    if (message?.lockstep === 'drained') settle(drains, message.request)
    if (message?.lockstep === 'left') settle(pages, message.id)
  }

  function exited(): void {
    detach()
    ended()
  }

  function detach(): void {
    child.off('message', receive)
    child.off('exit', exited)
    stores = []
  }

  child.on('message', receive)
  child.on('exit', exited)
  // It may have told before anybody listened.
  send({ lockstep: 'stores?' })
  return {
    serves: store => stores.includes(store),
    pass(id, page, port, left) {
      pages.set(id, left)
      send({ lockstep: 'serve', id, page }, [port])
    },
    drain(id, request) {
      return new Promise(resolve => {
        drains.set(request, resolve)
        send({ lockstep: 'drain', id, request })
      })
    },
    close(id) {
      if (pages.delete(id)) send({ lockstep: 'close', id })
    },
    detach,
  }
}

function settle(open: Map<number, () => void>, id: number): void {
  const done = open.get(id)
  open.delete(id)
  done?.()
}
