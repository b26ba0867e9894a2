import { app, ipcMain } from 'electron'
import { LockstepError } from '../../errors/errors.js'
import type { IpcMainEvent, MessagePortMain } from '../electron-types.js'
import { CONNECT_CHANNEL, type ConnectRequest } from '../messages.js'
import { notServed, refuse } from '../refusals.js'
import { type Clients, createClients } from './clients.js'
import { senderOf, type WindowSender } from './sender.js'

/** A page that wants a store. Whoever gets it answers over `port`, or closes it. */
export interface Asking {
  readonly store: string
  readonly document: string
  /** Which `connectStore` of the document. */
  readonly client: string
  readonly sender: WindowSender
  readonly port: MessagePortMain
}

/** Who serves stores of some names. */
export interface Route {
  serve(asking: Asking): void
}

/** What comes from the pages of all windows, and who gets it. */
export interface Router {
  readonly clients: Clients
  /** A number that nobody else gets. */
  nextId(): number
  /** @throws LOCKSTEP_OPTIONS if somebody serves one of them already */
  add(names: readonly string[], route: Route): void
  /** Only what is `route`'s. */
  remove(names: readonly string[], route: Route): void
}

/** One for both copies of this package that a program can have. */
const ROUTER = Symbol.for('lockstep.electron.router.1')

export function theRouter(): Router {
  const holder = ipcMain as unknown as { [ROUTER]?: Router }
  if (holder[ROUTER] === undefined) Object.defineProperty(holder, ROUTER, { value: createRouter() })
  return holder[ROUTER]!
}

/** A name of a store, or a preload's name for a document, is no longer. */
const LONGEST = 256

function createRouter(): Router {
  const routes = new Map<string, Route>()
  const clients = createClients()
  let last = 0

  function receive(event: IpcMainEvent, message: unknown): void {
    const [port, ...others] = event.ports
    for (const other of others) other.close()
    if (port === undefined) return
    const request = requestOf(message)
    const sender = senderOf(event, app.isPackaged)
    if (request === undefined || sender === undefined) port.close()
    else direct({ ...request, sender, port })
  }

  function direct(asking: Asking): void {
    const { store, sender, port } = asking
    const route = routes.get(store)
    // What else there is, is told to the app's own pages only.
    const known = sender.isOwn ? routes.keys() : []
    if (route === undefined) refuse(port, notServed(store, known, "Electron's main process"), true)
    else route.serve(asking)
  }

  return {
    clients,
    nextId() {
      last += 1
      return last
    },
    add(names, route) {
      const taken = names.find((name, index) => routes.has(name) || names.indexOf(name) !== index)
      if (taken !== undefined) throw twice(taken)
      if (routes.size === 0) ipcMain.on(CONNECT_CHANNEL, receive)
      for (const name of names) routes.set(name, route)
    },
    remove(names, route) {
      for (const name of names) if (routes.get(name) === route) routes.delete(name)
      if (routes.size === 0) ipcMain.off(CONNECT_CHANNEL, receive)
    },
  }
}

/** Whatever a page, or what has taken one over, sends. */
function requestOf(message: unknown): ConnectRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { store, document, client } = message as { [Key in keyof ConnectRequest]?: unknown }
  if (!isName(store) || !isName(document) || !isName(client)) return undefined
  return { store, document, client }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST
}

function twice(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_OPTIONS',
    `The store "${name}" is served to windows already, and pages ask for it by that name: close that service first, ` +
      'or serve it under another name: serveWindows({ other: store })',
  )
}
