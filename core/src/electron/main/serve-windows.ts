import { isLockstepError } from '../../errors/errors.js'
import type { ServedPort, ServeOptions } from '../../relay/serve-store.js'
import { validatePolicy } from '../../relay/validate-policy.js'
import { reportLater } from '../../replica/report.js'
import type { Store } from '../../store/types.js'
import { type AnyStore, namedStores, type SomeStores } from '../named-stores.js'
import { failed, notAllowed, refuse } from '../refusals.js'
import { servePage } from '../serve-page.js'
import type { WindowService } from '../service.js'
import type { WindowClient } from './clients.js'
import { type Asking, type Route, theRouter } from './router.js'
import type { WindowSender } from './sender.js'

/** Options of `serveWindows`. */
export interface WindowOptions<State> {
  /**
   * What a page may see and do, once it is known to be one of the app's own (`WindowSender.isOwn`); or a function that
   * says for each page that asks what it may, with false for nothing at all. A function decides alone: what it does not
   * refuse is served. Default: own pages may do everything.
   *
   * @example
   * ```ts
   * serveWindows(store, { policy: ({ isOwn, url }) => isOwn && { readonly: new URL(url).hash === '#viewer' } })
   * ```
   */
  readonly policy?:
    | ServeOptions<State>
    | ((sender: WindowSender, store: string) => ServeOptions<State> | false)
}

/**
 * Serves stores to the pages of all windows, of those that are open and those that will be. Pages come in by the
 * preload (`@lockstep/core/electron/preload`) and `connectStore` of `@lockstep/core/electron/renderer`, and come back
 * when they were reloaded or their process has crashed. Call it before the first window is opened.
 *
 * @param stores a store, several, or an object of them by the names that pages ask for. Default names: the stores' own;
 * of one in a file the file's, without folders. A store that closes is served no more
 *
 * @throws LOCKSTEP_OPTIONS (no store that can be served, one of that name is served already, or a policy that says
 * nothing), LOCKSTEP_CLOSED
 *
 * @example
 * ```ts
 * const store = createStore(editor)
 * serveWindows(store)
 * ```
 */
export function serveWindows<State>(store: Store<State>, options?: WindowOptions<State>): WindowService
export function serveWindows(
  stores: readonly AnyStore[] | Readonly<Record<string, AnyStore>>,
  // biome-ignore lint/suspicious/noExplicitAny: of several stores, a policy meets each one's state.
  options?: WindowOptions<any>,
): WindowService
export function serveWindows(given: SomeStores, { policy = {} }: WindowOptions<unknown> = {}): WindowService {
  const stores = namedStores(given)
  const router = theRouter()
  const clients = new Set<ServedPort>()
  const route: Route = { serve }
  if (typeof policy === 'object') for (const name of stores.keys()) validatePolicy(name, policy)
  router.add([...stores.keys()], route)
  const ends = [...stores].map(([name, store]) => store.onClose(() => router.remove([name], route)))

  function serve(asking: Asking): void {
    const { store: name, port } = asking
    try {
      const chosen = chosenFor(asking, policy)
      if (chosen === undefined) refuse(port, notAllowed(name), true)
      else accept(asking, chosen)
    } catch (error) {
      // A policy that fails lets nobody in. Of the reason the page is told nothing.
      const closed = isLockstepError(error, 'LOCKSTEP_CLOSED')
      if (!closed) reportLater(error)
      refuse(port, failed(name), !closed)
    }
  }

  function accept(asking: Asking, chosen: ServeOptions<unknown>): void {
    const { store, sender, document, client: which, port } = asking
    const { webContents, frame } = sender
    const served = servePage(store, stores.get(store)!, port, chosen, () => {
      clients.delete(served)
      router.clients.forget(client)
    })
    const client: WindowClient = {
      store,
      webContents,
      frame: frame.frameTreeNodeId,
      document,
      client: which,
      drain: () => served.drain(),
      replacedBy: () => served.close(),
      close: () => served.close(),
    }
    clients.add(served)
    router.clients.add(client)
  }

  return {
    clients,
    close() {
      for (const end of ends.splice(0)) end()
      router.remove([...stores.keys()], route)
      for (const client of [...clients]) client.close()
    },
  }
}

function chosenFor(
  { sender, store }: Asking,
  policy: NonNullable<WindowOptions<unknown>['policy']>,
): ServeOptions<unknown> | undefined {
  if (typeof policy !== 'function') return sender.isOwn ? policy : undefined
  const chosen = policy(sender, store)
  return typeof chosen === 'object' && chosen !== null ? chosen : undefined
}
