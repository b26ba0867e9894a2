import type { Checks } from '../../commit/check.js'
import { nameStore } from '../../errors/name-store.js'
import { later } from '../../replica/later.js'
import { closedError, createLifetime } from '../../replica/lifetime.js'
import { nested } from '../../replica/nested.js'
import type { Replica } from '../../replica/replica.js'
import { soon } from '../../replica/soon.js'
import type { Recipe } from '../../store/types.js'
import { PROTOCOL_VERSION, type ServerMessage, type StateMessage, type Welcome } from '../protocol.js'
import { type Base, createBase } from './base.js'
import { createConnectionStatus } from './connection-status.js'
import { readonlyThere, uncertain } from './errors.js'
import { onLeaving } from './leaving.js'
import { createLink, type PortMaker, toldError } from './link.js'
import { createQueue, type SendCommits } from './queue.js'
import { createRequests } from './requests.js'
import { createServerPeers } from './server-peers.js'
import { createShown, type Shown } from './shown.js'
import { within } from './waits.js'

export interface ClientOptions {
  readonly name: string
  /** What the server must call the store; empty if the client cannot know. */
  readonly served: string
  readonly schemaVersion: number
  readonly title: string
  readonly readonly: boolean
  readonly checks: Checks | undefined
  readonly token: string
}

/**
 * A replica whose log is at the other end of a port. Beside what a mapped one does, it shows its own commits before
 * they are in the log, and runs them again on what others committed before them.
 *
 * @param ready called when the state is complete, or with why it never will be
 */
export function createClientReplica<State>(
  source: PortMaker,
  options: ClientOptions,
  ready: (error?: Error) => void,
): Replica<State> {
  const { name, checks } = options
  const secret = crypto.getRandomValues(new Uint8Array(16))
  const lifetime = createLifetime(name, cleanUp)
  const isOpen = () => lifetime.ended === undefined
  const queue = createQueue<State>(name, () => limit)
  const shown: Shown<State> = createShown({
    base: () => base,
    queue,
    checks,
    isOpen,
    changed: () => flush(leaving),
    delivering: () => showStatus(queue.length),
  })
  const { head, delivery } = shown
  const recorder = () => (delivery.recording ? delivery.record : undefined)
  const base: Base<State> = createBase(queue, () => id, recorder)
  const status = createConnectionStatus()
  const serverPeers = createServerPeers(() => requests)
  let id = ''
  let limit = Number.MAX_SAFE_INTEGER
  let mayWrite = !options.readonly
  let producing = false
  let holds = 0
  /** Whether something was sent in this task: more goes with the rest of it. */
  let gathering = false
  /** Whether the page or the process goes away, so that nothing may wait for the server any more. */
  let leaving = false

  const link = createLink({
    name,
    source,
    hello: () => ({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      store: options.served,
      schemaVersion: options.schemaVersion,
      secret,
      since: queue.oldestSentOn ?? Number.MAX_SAFE_INTEGER,
      token: options.token,
    }),
    onWelcome: welcome,
    onMessage: receive,
    onOffline() {
      queue.unsend()
      leaving = false
      showStatus()
    },
    onEnd(error) {
      shown.catchUp()
      lifetime.end({ reason: 'relay', error })
      ready(error)
    },
  })
  const requests = createRequests(message => {
    if (link.live) link.send(message)
  })
  const stopWatching = onLeaving(() => {
    leaving = true
    sendAll()
    // It may come back, from the browser's back/forward cache.
    later(() => {
      leaving = false
    })
  })

  function welcome(message: Welcome): void {
    id = message.id
    limit = message.maxStateBytes
    mayWrite = !options.readonly && !message.readonly
    serverPeers.set(message.peers)
    requests.askAgain()
  }

  function receive(message: Exclude<ServerMessage, Welcome>): void {
    if (!isOpen()) return
    switch (message.type) {
      case 'state':
        if (message.sequence < 0) queue.rejectSent(label => uncertain(name, label))
        if (base.version >= 0) shown.baseMoved(base.replace(message))
        else begin(message)
        break
      case 'commits':
        shown.baseMoved(base.apply(message))
        break
      case 'changes':
        shown.baseMoved(base.change(message))
        break
      case 'refused':
        queue.reject(message.sequence, toldError(message.code, message.message))
        shown.baseMoved(true)
        break
      case 'answer':
        requests.answered(message)
        break
      case 'drain':
        void drain(message.request)
        break
    }
  }

  function begin(message: StateMessage): void {
    base.replace(message)
    shown.begin()
    link.keepAlive(holds > 0)
    ready()
  }

  /**
   * Sends what is due. What is committed in one go leaves in two frames: the first commit at once, the others together. A
   * frame for each costs both ends more, and a browser does not give the socket of a page that is gone all of a thousand.
   */
  function flush(all: boolean): void {
    // What was overtaken has to run again before it can be placed on the newer base.
    if (!link.live || base.version < 0 || shown.overtaken || (gathering && !all)) return
    if (!queue.send(base.version, send, all)) return
    gathering = true
    soon(() => {
      gathering = false
      flush(leaving)
    })
  }

  function send(on: number, depth: number, commits: Parameters<SendCommits>[2]): void {
    link.send({ type: 'commit', base: on, depth, commits })
  }

  /** Nothing comes back any more: what was overtaken, or waits for the window, goes now or never. */
  function sendAll(): void {
    shown.catchUp()
    flush(true)
  }

  /** @param pending how many commits wait in what was delivered, or is about to be */
  function showStatus(pending = status.current.pending): void {
    const waiting = queue.rebasing || shown.overtaken ? 'rebasing' : 'live'
    if (isOpen()) status.set(link.live ? waiting : 'offline', pending)
    else status.set('closed', 0)
  }

  function cleanUp(error: Error): void {
    stopWatching()
    queue.end(error)
    requests.end(error)
    showStatus()
    soon(() => delivery.deliver())
  }

  function assertWritable(): void {
    lifetime.assertOpen()
    if (producing) throw nested(name)
    if (!mayWrite) throw readonlyThere(name)
  }

  return {
    get peerId() {
      return id
    },
    get maxStateBytes() {
      return limit
    },
    head,
    delivery,
    get ended() {
      return lifetime.ended
    },

    getState() {
      if (!producing && isOpen()) shown.catchUp()
      return head.state
    },

    update(recipe, label) {
      assertWritable()
      try {
        shown.add(alone(recipe), label)
      } catch (error) {
        throw nameStore(name, error)
      }
      shown.deliver()
    },

    async settled(_owner, waitOptions) {
      lifetime.assertOpen()
      await within(name, 'did not settle', waitOptions, settle())
    },
    cancelWaits() {},
    peers() {
      if (lifetime.ended !== undefined) return []
      return [{ id, pid: 0, title: options.title, version: head.version, self: true }, ...serverPeers.list()]
    },
    onPeers: serverPeers.news.on,
    async flush() {
      lifetime.assertOpen()
      await queue.confirmed()
      await requests.ask('flush')
    },
    hold() {
      holds += 1
      if (holds === 1) link.keepAlive(true)
    },
    release() {
      holds -= 1
      if (holds === 0) link.keepAlive(false)
    },
    onEnd: lifetime.onEnd,
    close() {
      if (!isOpen()) return
      sendAll()
      link.close()
      lifetime.end({ reason: 'closed' })
      ready(closedError(name))
    },
    link: {
      get connection() {
        return status.current
      },
      onConnection: status.onChange,
      onRejected: queue.onRejected,
      confirmed: queue.confirmed,
    },
  }

  /** The recipe, which runs again whenever its commit does, long after `update`: with no other one within. */
  function alone(recipe: Recipe<State>): Recipe<State> {
    return draft => {
      producing = true
      try {
        return recipe(draft)
      } finally {
        producing = false
      }
    }
  }

  /** Refused or not: what was committed until now is not on its way any more. */
  async function drain(request: number): Promise<void> {
    await queue.done()
    link.send({ type: 'drained', request })
  }

  async function settle(): Promise<void> {
    await queue.confirmed()
    await requests.ask('settled')
  }
}
