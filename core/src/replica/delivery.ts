import type { Origins } from '../commit/origins.js'
import type { CommitEvent, Listener, SubscribeOptions, Unsubscribe } from '../store/types.js'
import { reportLater } from './report.js'

/** A state and the version it belongs to; the fields move forward together. */
export interface Versioned<State> {
  state: State
  version: number
}

/** What a replica has applied: beside the state, what is known of relay clients at that version. */
export interface Applied<State> extends Versioned<State> {
  origins: Origins
}

/** Tells listeners of what a replica has applied. */
export interface Delivery<State> {
  /** What was delivered last. */
  readonly delivered: Readonly<Versioned<State>>
  /** Whether anybody wants to hear of single commits; only then `record` has to be called. */
  readonly recording: boolean
  /** Keeps an event for the next delivery. */
  record(event: CommitEvent): void
  /** Delivers everything that was applied and not yet delivered. Within a delivery it does nothing: that one goes on. */
  deliver(): void
  subscribe<Value>(
    selector: (state: State) => Value,
    listener: Listener<Value>,
    options?: SubscribeOptions<Value>,
  ): Unsubscribe
  onCommit(listener: (event: CommitEvent) => void): Unsubscribe
}

interface StateSubscription<State> {
  /** The round in which it subscribed: that one it does not hear. */
  readonly since: number
  notify(state: State): void
}

interface CommitSubscription {
  readonly since: number
  readonly listener: (event: CommitEvent) => void
}

/**
 * Rounds that one `deliver` makes before it leaves the rest to a later task: listeners that answer every delivery
 * with another commit, or read ever newer states under a burst, must not keep the event loop from living.
 */
const MAX_ROUNDS = 100

const NO_EVENTS: readonly CommitEvent[] = []

/**
 * @param head what the replica has applied; it moves on while listeners run
 * @param deliverLater asks for another `deliver` in a later task
 */
export function createDelivery<State>(head: Versioned<State>, deliverLater: () => void): Delivery<State> {
  const delivered: Versioned<State> = { state: head.state, version: head.version }
  // Sets: what is removed during a round is not reached any more; what is added is, and is skipped by `since`.
  const subscriptions = new Set<StateSubscription<State>>()
  const commitSubscriptions = new Set<CommitSubscription>()
  let events: CommitEvent[] = []
  let delivering = false
  let round = 0

  function runRound(): void {
    const changed = delivered.state !== head.state
    delivered.state = head.state
    delivered.version = head.version
    round += 1
    if (commitSubscriptions.size > 0) tellCommits(takeEvents())
    if (changed && subscriptions.size > 0) tellStates(delivered.state)
  }

  /** A replica behind a relay changes its state without a version: by commits of its own that wait to be confirmed. */
  function isBehind(): boolean {
    return delivered.version !== head.version || delivered.state !== head.state
  }

  function takeEvents(): readonly CommitEvent[] {
    if (events.length === 0) return NO_EVENTS
    const taken = events
    events = []
    return taken
  }

  function tellCommits(taken: readonly CommitEvent[]): void {
    for (const event of taken) {
      for (const subscription of commitSubscriptions) {
        if (subscription.since === round) continue
        try {
          subscription.listener(event)
        } catch (error) {
          reportLater(error)
        }
      }
    }
  }

  function tellStates(state: State): void {
    for (const subscription of subscriptions) {
      if (subscription.since === round) continue
      try {
        subscription.notify(state)
      } catch (error) {
        reportLater(error)
      }
    }
  }

  return {
    delivered,

    get recording() {
      return commitSubscriptions.size > 0
    },

    record(event) {
      events.push(event)
    },

    deliver() {
      if (delivering || !isBehind()) return
      delivering = true
      let rounds = 0
      do runRound()
      while (isBehind() && ++rounds < MAX_ROUNDS)
      delivering = false
      if (isBehind()) deliverLater()
    },

    subscribe(selector, listener, options) {
      const equal = options?.equalityFn ?? Object.is
      let value = selector(delivered.state)
      const subscription: StateSubscription<State> = {
        since: delivering ? round : 0,
        notify(state) {
          const next = selector(state)
          if (equal(value, next)) return
          const previous = value
          value = next
          listener(next, previous)
        },
      }
      subscriptions.add(subscription)
      if (options?.fireImmediately) {
        try {
          listener(value, value)
        } catch (error) {
          reportLater(error)
        }
      }
      return () => {
        subscriptions.delete(subscription)
      }
    },

    onCommit(listener) {
      // What was applied but not delivered while nobody recorded can only be told as a jump.
      if (commitSubscriptions.size === 0 && delivered.version !== head.version) {
        events = [{ type: 'reset', version: head.version }]
      }
      const subscription: CommitSubscription = { since: delivering ? round : 0, listener }
      commitSubscriptions.add(subscription)
      return () => {
        commitSubscriptions.delete(subscription)
        if (commitSubscriptions.size === 0) events = []
      }
    },
  }
}
