import { LockstepError } from '../../errors/errors.js'
import { validatePolicy } from '../../relay/validate-policy.js'
import { reportLater } from '../../replica/report.js'
import type { UtilityProcess } from '../electron-types.js'
import { publicName } from '../public-name.js'
import { failed, notAllowed, refuse } from '../refusals.js'
import type { ForwardedPage, SentPolicy } from '../utility-messages.js'
import type { WindowClient } from './clients.js'
import { type Asking, type Route, theRouter } from './router.js'
import type { WindowSender } from './sender.js'
import { createUtilityLink, type UtilityLink } from './utility-link.js'

/** A store by its definition or by what pages call it: its name, or its file's name without folders. */
export type StoreName = string | { readonly name?: string | undefined; readonly file?: string | undefined }

/** Options of `forwardWindows`. */
export interface ForwardOptions {
  /**
   * As for `serveWindows`, but for the functions of a policy, which do not go to another process: the utility process
   * adds them in a policy of its own. Default: own pages may do everything.
   */
  readonly policy?: SentPolicy | ((sender: WindowSender, store: string) => SentPolicy | false)
}

/** Windows that are passed on to a utility process. */
export interface WindowForward {
  /** Passes pages on to this process from now on, those too that the one before has lost when it ended. */
  to(child: UtilityProcess): void
  /** Passes no page on any more, and ends the connections of those that were. Idempotent. */
  close(): void
}

/**
 * Passes the pages of all windows that ask for these stores on to a utility process, which serves them itself with
 * `serveWindows` of `@lockstep/core/electron/utility`: frames go between page and utility process, and main has no work
 * with them. Where the process ends, pages wait, with their commits, until `to` names the next one.
 *
 * @param stores what pages ask for: names or definitions
 * @param child who serves them; without one, pages wait for `to`
 * @throws LOCKSTEP_OPTIONS (a store of that name is served already, or a policy that says nothing)
 *
 * @example
 * ```ts
 * const windows = forwardWindows(editor, start())
 * function start() {
 *   const child = utilityProcess.fork(path)
 *   child.once('exit', () => windows.to(start()))
 *   return child
 * }
 * ```
 */
export function forwardWindows(
  stores: StoreName | readonly StoreName[],
  child?: UtilityProcess,
  { policy = {} }: ForwardOptions = {},
): WindowForward {
  const names = [stores].flat().map(nameOf)
  const router = theRouter()
  /** And what ends each one's connection where it is. */
  const clients = new Map<WindowClient, () => void>()
  const route: Route = { serve }
  let link: UtilityLink | undefined
  if (typeof policy === 'object') for (const name of names) validatePolicy(name, policy)
  router.add(names, route)

  function serve(asking: Asking): void {
    const { store, sender, port } = asking
    try {
      const chosen = choose(policy, sender, store)
      if (chosen === undefined) refuse(port, notAllowed(store), true)
      else if (link?.serves(store)) pass(link, asking, chosen)
      else refuse(port, notYet(store), false)
    } catch (error) {
      reportLater(error)
      refuse(port, failed(store), true)
    }
  }

  function pass(
    to: UtilityLink,
    { store, sender, document, client: which, port }: Asking,
    policy: SentPolicy,
  ) {
    const { webContents, frame, url, origin, isMainFrame, isOwn } = sender
    const id = router.nextId()
    const ids = { webContents: webContents.id, frame: frame.frameTreeNodeId }
    const page: ForwardedPage = { store, url, origin, isMainFrame, isOwn, ...ids, policy }
    let settle: (next?: WindowClient) => void = () => {}
    const over = new Promise<WindowClient | undefined>(resolve => {
      settle = resolve
    })
    const end = (next?: WindowClient) => {
      clients.delete(client)
      router.clients.forget(client)
      settle(next)
    }
    const client: WindowClient = {
      store,
      webContents,
      frame: ids.frame,
      document,
      client: which,
      // Where the process ends meanwhile, the page comes again with what it has on its way.
      drain: () =>
        Promise.race([
          to.drain(id, router.nextId()),
          over.then(next => (next === undefined ? undefined : next.drain())),
        ]),
      replacedBy(next) {
        to.close(id)
        end(next)
      },
      close() {
        to.close(id)
        end()
      },
    }
    clients.set(client, () => to.close(id))
    router.clients.add(client)
    to.pass(id, page, port, end)
  }

  function to(next: UtilityProcess): void {
    // They come again, and go to the next one then.
    for (const hangUp of clients.values()) hangUp()
    link?.detach()
    const opened = createUtilityLink(next, () => {
      if (link === opened) link = undefined
    })
    link = opened
  }

  if (child !== undefined) to(child)
  return {
    to,
    close() {
      router.remove(names, route)
      for (const client of [...clients.keys()]) client.close()
      link?.detach()
      link = undefined
    },
  }
}

function nameOf(store: StoreName): string {
  if (typeof store === 'string') return store
  const { name, file } = store ?? {}
  return name ?? publicName(String(file ?? ''), true)
}

/** @throws what the policy throws, and LOCKSTEP_OPTIONS or DataCloneError for what cannot be sent */
function choose(
  policy: NonNullable<ForwardOptions['policy']>,
  sender: WindowSender,
  store: string,
): SentPolicy | undefined {
  if (typeof policy !== 'function') return sender.isOwn ? policy : undefined
  const chosen = policy(sender, store)
  if (typeof chosen !== 'object' || chosen === null) return undefined
  validatePolicy(store, chosen)
  // What cannot be cloned would take the page's port with it.
  return structuredClone(chosen)
}

function notYet(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_NOT_FOUND',
    `The utility process that serves the store "${name}" is not there yet: the page asks again by itself`,
  )
}
