import { type Checks, createChecks } from '../commit/check.js'
import { isLockstepError, LockstepError } from '../errors/errors.js'
import { nameStore } from '../errors/name-store.js'
import type { Log, Peer } from '../log/log.js'
import type {
  CloseEvent,
  Connection,
  Recipe,
  RejectedEvent,
  Unsubscribe,
  WaitOptions,
} from '../store/types.js'
import { createAppender } from './appender.js'
import { createCheckpoints } from './checkpoints.js'
import { createDelivery, type Delivery, type Versioned } from './delivery.js'
import { later } from './later.js'
import { closedError, createLifetime } from './lifetime.js'
import { nested } from './nested.js'
import { createPeersNews } from './peers-news.js'
import { createReader, loadState } from './reader.js'
import { createRelayed, type Relayed } from './relayed.js'
import { reportLater } from './report.js'
import { createSettled } from './settled.js'
import { soon } from './soon.js'
import { createWriter } from './writer.js'

export interface ReplicaOptions {
  /** The store's name, for messages. */
  readonly name: string
  readonly readonly: boolean
  /** Freeze states and look for mutations. */
  readonly checks: boolean
}

/** The immutable state that one attachment holds, kept equal to the log's. Several handles share it. */
export interface Replica<State> {
  readonly peerId: string
  readonly maxStateBytes: number
  /** What was applied last; may be ahead of what was delivered. */
  readonly head: Readonly<Versioned<State>>
  readonly delivery: Delivery<State>
  /** Set when the replica has ended: by `close`, or because the log did. */
  readonly ended: CloseEvent | undefined
  getState(): State
  update(recipe: Recipe<State>, label: string | undefined): void
  settled(owner: object, options: WaitOptions): Promise<void>
  /** Rejects what `owner` waits for. */
  cancelWaits(owner: object): void
  peers(): Peer[]
  /** Calls `listener` when `peers()` may have something else to say, though perhaps nobody committed. */
  onPeers(listener: () => void): Unsubscribe
  flush(): void | Promise<void>
  /** Counts those who want the process to stay alive. */
  hold(): void
  release(): void
  /** Calls `listener` in a microtask after the end. */
  onEnd(listener: (event: CloseEvent) => void): Unsubscribe
  close(): void
  /** For who serves the store to others; not there where the store itself is behind a relay. */
  readonly relayed?: Relayed<State>
  /** What only a store behind a relay has: commits that wait to be confirmed, and a connection. */
  readonly link?: Link
}

/** How commits and connection of a store behind a relay fare. */
export interface Link {
  readonly connection: Connection
  onConnection(listener: (connection: Connection) => void): Unsubscribe
  onRejected(listener: (event: RejectedEvent) => void): Unsubscribe
  /** Resolves when every commit made until now is confirmed; rejects with why one was not. */
  confirmed(): Promise<void>
}

/** Milliseconds. */
const PAUSE_AFTER_ERROR = 100

/**
 * Takes over `log`, which nobody else may use from then on.
 *
 * Every commit is delivered exactly once: `delivery` compares versions, and whenever something was applied that is
 * not delivered, either the caller delivers it, or a delivery is under way, or a `wake` is scheduled. Outside of
 * tasks of its own the log is armed, or a `wake` is scheduled that arms it.
 */
export function createReplica<State>(log: Log, options: ReplicaOptions): Replica<State> {
  const { name } = options
  const checks: Checks | undefined = options.checks ? createChecks() : undefined
  const head = loadState<State>(name, log)
  const delivery = createDelivery(head, wakeLater)
  const pull = createReader(name, log, head, delivery, checks)
  const waits = createSettled(name, log)
  const lifetime = createLifetime(name, cleanUp)
  const peersNews = createPeersNews()
  const checkpoints = createCheckpoints(log, head, inBackground)
  const { assertOpen } = lifetime
  const checked = (state: State) => checks?.freeze(state)
  const append = createAppender({ name, log, head, delivery, checkpoints, checked })
  const writer = createWriter({ log, head, pull, append, checks, assertOpen })
  const relayed = createRelayed({
    log,
    readonly: options.readonly,
    head,
    pull,
    append,
    deliver: delivery.deliver,
    assertWritable,
  })
  const newestVersion = log.head
  /** The same as `lifetime.ended === undefined`, at hand. */
  let open = true
  let wakeScheduled = false
  let holds = 0

  function wake(): void {
    inBackground(() => {
      pull()
      delivery.deliver()
      if (lifetime.ended !== undefined) return
      // Under a burst there is more already: the rest of the loop lives first.
      if (log.arm()) wakeLater()
      waits.check()
    })
  }

  /** For what was applied by a call that does not deliver it: no doorbell has to ring for that. */
  function wakeLater(): void {
    if (wakeScheduled) return
    wakeScheduled = true
    later(scheduledWake)
  }

  function scheduledWake(): void {
    wakeScheduled = false
    wake()
  }

  /** There is no caller to throw to. */
  function inBackground(task: () => void): void {
    if (lifetime.ended !== undefined) return
    try {
      task()
    } catch (error) {
      if (lifetime.endedBy(error)) return
      // A snapshot that could not be read yet is tried again; a checkpoint without room is the next update's to report.
      if (isLockstepError(error, 'LOCKSTEP_BUSY')) {
        wakeLater()
        return
      }
      if (!isLockstepError(error, 'LOCKSTEP_NO_SPACE')) reportLater(error)
      // Nothing rings before the log is armed again. Not at once: the next attempt may fail as well.
      const timer: { unref?: () => void } = setTimeout(wake, PAUSE_AFTER_ERROR)
      timer.unref?.()
    }
  }

  function catchUp(): void {
    try {
      pullQuietly()
    } catch (error) {
      if (!lifetime.endedBy(error)) throw error
    }
  }

  /** Pulls for a call that does not deliver. */
  function pullQuietly(): void {
    try {
      pull()
    } finally {
      if (head.version !== delivery.delivered.version) wakeLater()
    }
  }

  function assertWritable(): void {
    assertOpen()
    if (options.readonly) throw readonly(name)
  }

  function cleanUp(error: Error): void {
    open = false
    waits.cancel(error)
    log.close()
    // What was applied is shown, so that getSnapshot() ends at the last state too.
    soon(() => delivery.deliver())
  }

  // Who joins rings too.
  log.onWake(() => {
    wake()
    peersNews.tell()
  })
  pull()
  delivery.deliver()
  checks?.freeze(head.state)
  if (log.arm()) wakeLater()

  return {
    peerId: log.peerId,
    maxStateBytes: log.maxStateBytes,
    relayed,
    head,
    delivery,
    get ended() {
      return lifetime.ended
    },

    // The hottest call there is: a view asks for every component, on every frame.
    getState() {
      if (open && newestVersion() !== head.version) catchUp()
      return head.state
    },

    update(recipe, label) {
      assertWritable()
      if (writer.producing) throw nested(name)
      try {
        writer.commit(recipe, label)
      } catch (error) {
        // What a recipe throws is its own matter, even where it tells the end of another store.
        if (!writer.recipeThrew) lifetime.endedBy(error)
        if (head.version !== delivery.delivered.version) wakeLater()
        throw nameStore(name, error)
      }
      delivery.deliver()
    },

    async settled(owner, waitOptions) {
      assertOpen()
      try {
        pullQuietly()
        await waits.wait(owner, head.version, waitOptions)
      } catch (error) {
        lifetime.endedBy(error)
        throw error
      }
    },

    cancelWaits(owner) {
      waits.cancel(closedError(name), owner)
    },

    peers: () => (lifetime.ended === undefined ? log.peers() : []),
    onPeers: peersNews.on,

    flush() {
      assertOpen()
      log.flush()
    },

    hold() {
      holds += 1
      if (holds === 1 && lifetime.ended === undefined) log.keepAlive(true)
    },

    release() {
      holds -= 1
      if (holds === 0 && lifetime.ended === undefined) log.keepAlive(false)
    },

    onEnd: lifetime.onEnd,
    close: () => lifetime.end({ reason: 'closed' }),
  }
}

function readonly(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_READONLY',
    `The store "${name}" is open with readonly in this thread: open it without, or let another process commit`,
  )
}
