import { LockstepError } from '../../errors/errors.js'
import type { MessageEmitter } from '../../relay/port-like.js'
import { notServed, refuse } from '../refusals.js'
import {
  asMessage,
  type ForwardedPage,
  type ForwardPage,
  type FromUtility,
  type ToUtility,
} from '../utility-messages.js'

/** A page's port, in a utility process. */
export interface PagePort extends MessageEmitter {
  close(): void
}

/** Electron's `process.parentPort`. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: ParentMessage) => void): unknown
  off(event: 'message', listener: (event: ParentMessage) => void): unknown
}

interface ParentMessage {
  readonly data: unknown
  readonly ports: readonly PagePort[]
}

/** A page that is served here. */
export interface UtilityClient {
  drain(): Promise<void>
  close(): void
}

/** Who serves stores in this process. Throws if this page cannot be served; `left` is called when it is no more. */
export type ServePage = (
  page: ForwardedPage,
  port: PagePort,
  left: () => void,
) => UtilityClient | LockstepError

/** Main, as a utility process sees it. */
export interface Parent {
  /** @throws LOCKSTEP_OPTIONS if somebody serves one of them already */
  add(names: readonly string[], serve: ServePage): void
  /** Only what is `serve`'s. */
  remove(names: readonly string[], serve: ServePage): void
}

/** One for both copies of this package that a program can have. */
const PARENT = Symbol.for('lockstep.electron.parent.1')

/** @throws LOCKSTEP_OPTIONS where there is no main: in any process but a utility process of Electron's */
export function theParent(): Parent {
  const { parentPort } = process as unknown as { parentPort?: ParentPort & { [PARENT]?: Parent } }
  if (parentPort === undefined || parentPort === null) {
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      "This is no utility process of Electron's, so no window can be passed on to it: in main, import serveWindows from '@lockstep/core/electron/main'",
    )
  }
  if (parentPort[PARENT] === undefined)
    Object.defineProperty(parentPort, PARENT, { value: createParent(parentPort) })
  return parentPort[PARENT]!
}

function createParent(parentPort: ParentPort): Parent {
  const servers = new Map<string, ServePage>()
  const clients = new Map<number, UtilityClient>()
  const tell = (message: FromUtility) => parentPort.postMessage(message)
  const tellStores = () => tell({ lockstep: 'stores', stores: [...servers.keys()] })

  function receive({ data, ports }: ParentMessage): void {
    const message = asMessage<ToUtility>(data)
    if (message?.lockstep === 'stores?') tellStores()
    if (message?.lockstep === 'serve' && ports[0] !== undefined) serve(message, ports[0])
    if (message?.lockstep === 'drain') void drain(message.id, message.request)
    if (message?.lockstep === 'close') clients.get(message.id)?.close()
  }

  function serve({ id, page }: ForwardPage, port: PagePort): void {
    const left = () => {
      clients.delete(id)
      tell({ lockstep: 'left', id })
    }
    const here = "Electron's utility process"
    const client = servers.get(page.store)?.(page, port, left) ?? notServed(page.store, servers.keys(), here)
    if ('drain' in client) {
      clients.set(id, client)
      return
    }
    refuse(port, client, client.code !== 'LOCKSTEP_NOT_FOUND' && client.code !== 'LOCKSTEP_CLOSED')
    left()
  }

  async function drain(id: number, request: number): Promise<void> {
    await clients.get(id)?.drain()
    tell({ lockstep: 'drained', request })
  }

  return {
    add(names, server) {
      const taken = names.find(name => servers.has(name))
      if (taken !== undefined) {
        throw new LockstepError(
          'LOCKSTEP_OPTIONS',
          `The store "${taken}" is served to windows already, and pages ask for it by that name: close that service first`,
        )
      }
      if (servers.size === 0) parentPort.on('message', receive)
      for (const name of names) servers.set(name, server)
      tellStores()
    },
    remove(names, server) {
      for (const name of names) if (servers.get(name) === server) servers.delete(name)
      tellStores()
      if (servers.size === 0) parentPort.off('message', receive)
    },
  }
}
