import { within } from '../relay/client/waits.js'
import type { MessageEmitter } from '../relay/port-like.js'
import { type ServedPort, type ServeOptions, serveStore } from '../relay/serve-store.js'
import type { Store, WaitOptions } from '../store/types.js'
import type { Serving } from './messages.js'

/**
 * Serves a store to the page at the other end of `port`, which calls it `name`, and tells it so.
 * @param ended called once when it is served no more
 * @throws what `serveStore` throws; then the port is still the caller's
 */
export function servePage<State>(
  name: string,
  store: Store<State>,
  port: MessageEmitter,
  policy: ServeOptions<State>,
  ended: (served: ServedPort) => void,
): ServedPort {
  let greet = (): void => {}
  const greeted = new Promise<void>(resolve => {
    greet = resolve
  })
  const client = serveStore(store, port, {
    ...policy,
    name,
    authorise(token) {
      greet()
      return policy.authorise?.(token) ?? true
    },
    onClose() {
      greet()
      ended(served)
      policy.onClose?.()
    },
  })
  const served: ServedPort = {
    get id() {
      return client.id
    },
    get closed() {
      return client.closed
    },
    // A page says hello as soon as it hears that it is served; if it comes back, it may have kept commits for that.
    async drain(options: WaitOptions = {}) {
      await within(store.name, 'did not hear from a page', options, greeted)
      await client.drain(options)
    },
    close: () => client.close(),
  }
  const first: Serving = { lockstep: 'serving' }
  try {
    port.postMessage(first)
  } catch {
    // The page is gone; the port closes.
  }
  return served
}
