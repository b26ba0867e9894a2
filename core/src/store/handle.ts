import { closedError } from '../replica/lifetime.js'
import type { Replica } from '../replica/replica.js'
import { createEnding } from './ending.js'
import { createHolds } from './holds.js'
import { setInternals } from './internals.js'
import { mergeRecipe } from './merge.js'
import type {
  CommitEvent,
  Connection,
  Listener,
  Store,
  SubscribeOptions,
  Unsubscribe,
  WaitOptions,
} from './types.js'

/** Runtimes without `Symbol.dispose` get the symbol that bundlers put in its place when they lower `using`. */
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')

const LIVE: Connection = Object.freeze({ status: 'live', pending: 0 })
const CLOSED: Connection = Object.freeze({ status: 'closed', pending: 0 })

export interface HandleOptions<State> {
  readonly name: string
  /** Default: the state that is delivered now. */
  readonly initialState: State | undefined
  readonly schemaVersion: number
  /** Whether `name` is a file's path. */
  readonly inFile: boolean
  /** Called once, when this handle is closed by its owner. */
  readonly left: () => void
}

/** One `createStore` call's view of a replica: its own subscriptions and its own end. */
export function createHandle<State>(replica: Replica<State>, options: HandleOptions<State>): Store<State> {
  const { name, left } = options
  const { delivery } = replica
  const initialState = options.initialState ?? delivery.delivered.state
  const subscriptions = new Set<Unsubscribe>()
  const holds = createHolds(replica, subscriptions)
  const ending = createEnding(replica)
  const waitOwner = {}
  /** What reads return after `close`; the replica may go on for other handles. */
  let last: { state: State; snapshot: State; version: number } | undefined

  function isClosed(): boolean {
    return last !== undefined || replica.ended !== undefined
  }

  function assertOpen(): void {
    if (last !== undefined) throw closedError(name, replica.ended?.error)
  }

  function track(unsubscribe: Unsubscribe): Unsubscribe {
    subscriptions.add(unsubscribe)
    holds.refresh()
    return () => {
      if (!subscriptions.delete(unsubscribe)) return
      unsubscribe()
      holds.refresh()
    }
  }

  function subscribe(listener: Listener<State>): Unsubscribe
  function subscribe<Value>(
    selector: (state: State) => Value,
    listener: Listener<Value>,
    subscribeOptions?: SubscribeOptions<Value>,
  ): Unsubscribe
  function subscribe<Value>(
    selectorOrListener: ((state: State) => Value) | Listener<State>,
    listener?: Listener<Value>,
    subscribeOptions?: SubscribeOptions<Value>,
  ): Unsubscribe {
    if (isClosed()) return nothing
    if (listener === undefined)
      return track(delivery.subscribe(identity, selectorOrListener as Listener<State>))
    return track(
      delivery.subscribe(selectorOrListener as (state: State) => Value, listener, subscribeOptions),
    )
  }

  const store: Store<State> = {
    name,
    peerId: replica.peerId,
    get version() {
      return last === undefined ? delivery.delivered.version : last.version
    },
    get closed() {
      return isClosed()
    },
    getState: () => (last === undefined ? replica.getState() : last.state),
    getSnapshot: () => (last === undefined ? delivery.delivered.state : last.snapshot),
    getInitialState: () => initialState,

    update(recipe, updateOptions) {
      assertOpen()
      replica.update(recipe, updateOptions?.label)
    },
    setState(partial, updateOptions) {
      assertOpen()
      replica.update(
        mergeRecipe(name, partial, () => replica.head.state),
        updateOptions?.label,
      )
    },

    subscribe,
    onCommit: (listener: (event: CommitEvent) => void) =>
      isClosed() ? nothing : track(delivery.onCommit(listener)),
    // Without a link, a commit is final when `update` returns.
    onRejected: listener =>
      replica.link === undefined || isClosed() ? nothing : track(replica.link.onRejected(listener)),
    onConnection: listener =>
      replica.link === undefined || isClosed() ? nothing : track(replica.link.onConnection(listener)),
    get connection() {
      if (isClosed()) return CLOSED
      return replica.link?.connection ?? LIVE
    },
    onClose: ending.onClose,

    confirmed: async () => replica.link?.confirmed(),
    async settled(waitOptions: WaitOptions = {}) {
      assertOpen()
      await replica.settled(waitOwner, waitOptions)
    },
    peers: () => (last === undefined ? replica.peers() : []),
    onPeers: (listener: () => void) => (isClosed() ? nothing : track(replica.onPeers(listener))),
    async flush() {
      assertOpen()
      await replica.flush()
    },

    ref: () => holds.override(true),
    unref: () => holds.override(false),
    close() {
      if (last !== undefined) return
      last = {
        state: replica.head.state,
        snapshot: delivery.delivered.state,
        version: delivery.delivered.version,
      }
      for (const unsubscribe of subscriptions) unsubscribe()
      subscriptions.clear()
      holds.close()
      replica.cancelWaits(waitOwner)
      ending.closed()
      left()
    },
    [dispose]() {
      store.close()
    },
  }
  const { schemaVersion, inFile } = options
  setInternals(store, { replica, schemaVersion, inFile })
  return store
}

function nothing(): void {}

function identity<Value>(value: Value): Value {
  return value
}
