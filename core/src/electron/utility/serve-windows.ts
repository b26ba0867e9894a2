import { isLockstepError, LockstepError } from '../../errors/errors.js'
import type { ServedPort, ServeOptions } from '../../relay/serve-store.js'
import { reportLater } from '../../replica/report.js'
import type { Store } from '../../store/types.js'
import { type AnyStore, namedStores, type SomeStores } from '../named-stores.js'
import { servePage } from '../serve-page.js'
import type { WindowService } from '../service.js'
import type { ForwardedPage } from '../utility-messages.js'
import { type ServePage, theParent } from './parent.js'

/** Options of `serveWindows` in a utility process. */
export interface ForwardedOptions<State> {
  /**
   * Says for each page what it may see and do, with false for nothing at all; `page.policy` is what main lets it.
   * Default: that.
   *
   * @example
   * ```ts
   * serveWindows(store, { policy: page => ({ ...page.policy, judge: ({ after }) => tooLarge(after) }) })
   * ```
   */
  readonly policy?: (page: ForwardedPage) => ServeOptions<State> | false
}

/**
 * In a utility process: serves stores to the pages that main passes on with `forwardWindows`. Where this process dies,
 * the pages come to the next one that main forwards them to, and what they have committed is in the store exactly once.
 *
 * @param stores a store, several, or an object of them by the names that pages ask for. Default names: the stores' own;
 * of one in a file the file's, without folders. A store that closes is served no more
 *
 * @throws LOCKSTEP_OPTIONS (this is no utility process, no store that can be served, or one of that name is served
 * already), LOCKSTEP_CLOSED
 *
 * @example
 * ```ts
 * serveWindows(createStore(editor))
 * ```
 */
export function serveWindows<State>(store: Store<State>, options?: ForwardedOptions<State>): WindowService
export function serveWindows(
  stores: readonly AnyStore[] | Readonly<Record<string, AnyStore>>,
  // biome-ignore lint/suspicious/noExplicitAny: of several stores, a policy meets each one's state.
  options?: ForwardedOptions<any>,
): WindowService
export function serveWindows(given: SomeStores, options: ForwardedOptions<unknown> = {}): WindowService {
  const { policy = (page: ForwardedPage) => page.policy } = options
  const stores = namedStores(given)
  const parent = theParent()
  const clients = new Set<ServedPort>()
  parent.add([...stores.keys()], serve)
  const ends = [...stores].map(([name, store]) => store.onClose(() => parent.remove([name], serve)))

  function serve(...[page, port, left]: Parameters<ServePage>): ReturnType<ServePage> {
    const { store: name } = page
    try {
      const chosen = policy(page)
      if (typeof chosen !== 'object' || chosen === null) return refused(name, 'does not serve', 'ask it why')
      const served = servePage(name, stores.get(name)!, port, chosen, () => {
        clients.delete(served)
        left()
      })
      clients.add(served)
      return served
    } catch (error) {
      if (isLockstepError(error, 'LOCKSTEP_CLOSED')) return error
      reportLater(error)
      return refused(name, 'cannot serve', 'see its own log')
    }
  }

  return {
    clients,
    close() {
      for (const end of ends.splice(0)) end()
      parent.remove([...stores.keys()], serve)
      for (const client of [...clients]) client.close()
    },
  }
}

function refused(name: string, what: string, remedy: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_REFUSED',
    `Electron's utility process ${what} the store "${name}" to this page: ${remedy}`,
  )
}
