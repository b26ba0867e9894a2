import { decodeBareCommit } from '../../commit/bare-codec.js'
import { isLockstepError, LockstepError } from '../../errors/errors.js'
import type { Store, WaitOptions } from '../../store/types.js'
import { decodeClientFrame, protocolError } from '../decode-frame.js'
import { encodeServerFrame } from '../encode-server-frame.js'
import type { Port } from '../port.js'
import {
  type Ask,
  type CommitMessage,
  type Hello,
  MOST_TOGETHER_BYTES,
  type OwnCommit,
  PROTOCOL_VERSION,
  type SentPeer,
} from '../protocol.js'
import { watchSilence } from '../silence.js'
import { createDrains } from './drains.js'
import { gone, internal, isRefusal } from './errors.js'
import type { Gate } from './gate.js'
import { clientId, objection } from './greeting.js'
import { createOutbox, type Outbox } from './outbox.js'
import type { ServedClient, Service } from './service.js'

/** What a client can send before it is welcome. */
const LONGEST_HELLO = 4096
/** Beside what it commits, a client's frame has a few numbers. */
const FRAME_OVERHEAD = 64

export interface ConnectionOptions<State> {
  /** The handle that is served. */
  readonly store: Store<State>
  readonly service: Service<State>
  readonly gate: Gate<State>
  readonly port: Port
  /** What the client must call the store; `undefined` if it cannot know. */
  readonly called: string | undefined
  readonly authorised: (token: string) => boolean
  /** Called once, however it ends. */
  readonly ended: () => void
}

/** One commit of a frame's, with its place. */
interface PlacedCommit extends OwnCommit {
  readonly base: number
  readonly depth: number
  /** Whether another commit follows at once. */
  readonly more: boolean
}

/** One client, from its first frame to its last. */
export interface Connection {
  /** The client's id, once it is welcome. */
  readonly id: string | undefined
  /** Resolves when the client has nothing on its way any more, or is gone. */
  drain(options: WaitOptions): Promise<void>
  /** Tells the client that it is served no more, here at least, and ends. */
  end(error: LockstepError, final: boolean): void
}

export function createConnection<State>(options: ConnectionOptions<State>): Connection {
  const { store, service, gate, port, called, authorised } = options
  const { replica, turns, feed } = service
  const relayed = replica.relayed!
  const self: ServedClient = { pump: () => guarded(() => outbox?.pump()) }
  const stopListening = store.onClose(() => end(gone(store.name), false))
  let state: 'new' | 'greeting' | 'welcome' | 'ended' = 'new'
  let id = ''
  let outbox: Outbox | undefined
  /** The newest version that the client did not make. */
  let foreign = 0
  /** The newest of the client's own versions that this server knows. */
  let looked = 0

  const longestFrame = Math.max(replica.maxStateBytes, MOST_TOGETHER_BYTES) + FRAME_OVERHEAD
  const drains = createDrains(request => port.send(encodeServerFrame({ type: 'drain', request })))
  const silence = watchSilence(port, false, leave)

  function receive(frame: Uint8Array | undefined): void {
    if (state === 'ended') return
    silence.heard()
    guarded(() => {
      if (frame === undefined) throw protocolError('it is not made of bytes')
      if (frame.length > (outbox === undefined ? LONGEST_HELLO : longestFrame))
        throw protocolError('it is too long')
      const message = decodeClientFrame(frame)
      if (message.type === 'ping') return port.send(encodeServerFrame({ type: 'pong' }))
      if (state === 'new' && message.type === 'hello') return void greet(message)
      if (outbox === undefined || message.type === 'hello')
        throw protocolError(`a ${message.type} out of turn`)
      if (message.type === 'commit') return commitAll(message)
      if (message.type === 'drained') return drains.drained(message.request)
      if (message.type === 'ask') return void answer(message)
      if (!outbox.received(message.bytes)) throw protocolError('it has received what was not sent')
      outbox.pump()
    })
  }

  async function greet(hello: Hello): Promise<void> {
    state = 'greeting'
    const { name } = store
    const problem = objection(hello, { name, called, schemaVersion: service.schemaVersion }, authorised)
    if (problem !== undefined) return end(problem, true)
    const { since } = hello
    id = await clientId(hello.secret)
    if (ended()) return
    guarded(() => {
      state = 'welcome'
      const { projection } = gate
      const readonly = gate.readonly || relayed.readonly
      const { maxStateBytes } = replica
      const peers = peersOf(store)
      port.send(
        encodeServerFrame({
          type: 'welcome',
          protocol: PROTOCOL_VERSION,
          id,
          readonly,
          maxStateBytes,
          peers,
        }),
      )
      outbox = createOutbox(service as Service<unknown>, id, since, projection, frame => port.send(frame))
      foreign = relayed.newest().version
      looked = foreign
      service.join(self)
      outbox.pump()
      drains.begin()
    })
  }

  function ended(): boolean {
    return state === 'ended'
  }

  function commitAll({ base, depth, commits }: CommitMessage): void {
    for (let index = 0; index < commits.length && !ended(); index += 1) {
      const { sequence, payload } = commits[index]!
      commit({ sequence, base, depth: depth + index, more: index + 1 < commits.length, payload })
    }
  }

  function commit(message: PlacedCommit): void {
    if (!turns.mustWait(self)) {
      commitNow(message)
      return
    }
    // Its payload is a view into a frame that may be gone by then.
    const kept = { ...message, payload: message.payload.slice() }
    const waits = turns.wait(self, () => guarded(() => commit(kept)))
    if (!waits) throw protocolError('too many commits at once')
  }

  function commitNow(message: PlacedCommit): void {
    const { sequence, base, depth, more } = message
    if (sequence === 0) throw protocolError('a commit has no number')
    const head = relayed.newest()
    const before = head.origins.find(id)
    // It is in the store already: sent again after a connection broke. The client hears of it with the commits.
    if (before !== undefined && sequence <= before.sequence) return
    lookAtNew(head.version)
    if (foreign > base || head.version !== base + depth) {
      overtaken(message)
      return
    }
    const version = head.version + 1
    const alone = feed.idle && !more
    try {
      const decoded = decodeBareCommit(message.payload)
      if (decoded.patches.length === 0) throw protocolError('a commit is none')
      const origin = { client: id, sequence, version }
      const done = relayed.commit({ label: decoded.label, origin }, state => gate.admit(id, decoded, state))
      if (!done) {
        overtaken(message)
        return
      }
    } catch (error) {
      if (isLockstepError(error, 'LOCKSTEP_DAMAGED')) throw protocolError('a commit does not fit the state')
      if (!isRefusal(error)) throw error
      turns.committed(self, more)
      const { code, message: text } = error
      outbox!.send(encodeServerFrame({ type: 'refused', sequence, code, message: text }))
      return
    }
    looked = version
    outbox!.clientHas(version)
    turns.committed(self, more)
    // Its maker waits for it, and the others do not mind. Of many at once the rest is confirmed together.
    if (alone) outbox!.pump()
  }

  /** Finds out which of the versions that came since are the client's own, made through another server. */
  function lookAtNew(version: number): void {
    if (version > looked) {
      const own = relayed.newest().origins.find(id)
      // One that is its own and the newest, and alone: everything else counts as foreign, which only costs a round trip.
      if (own === undefined || own.version !== version || looked + 1 !== version) foreign = version
      looked = version
    }
  }

  function overtaken({ depth, base }: PlacedCommit): void {
    // Those behind the first one fail because that one did.
    if (depth > 0 || relayed.readonly) return
    relayed.tooLate(base)
    turns.overtaken(self)
    outbox!.pump()
  }

  async function answer({ request, what }: Ask): Promise<void> {
    const reply = (error?: LockstepError, value: unknown = null) => {
      if (ended()) return
      const code = error?.code ?? ''
      outbox!.send(encodeServerFrame({ type: 'answer', request, code, message: error?.message ?? '', value }))
    }
    try {
      if (what === 'settled') await store.settled()
      if (what === 'flush') {
        if (gate.readonly)
          throw new LockstepError(
            'LOCKSTEP_REFUSED',
            `The server of the store "${store.name}" lets this client only read: flush elsewhere`,
          )
        await store.flush()
      }
      reply(undefined, what === 'peers' ? peersOf(store) : null)
    } catch (error) {
      if (isLockstepError(error)) reply(error)
      else
        reply(
          new LockstepError(
            'LOCKSTEP_SYSTEM',
            `The server of the store "${store.name}" failed to answer: see its own log`,
          ),
        )
    }
  }

  /** Whatever a client sends, and whatever ends here, must not reach the program that serves it. */
  function guarded(task: () => void): void {
    if (state === 'ended') return
    try {
      task()
    } catch (error) {
      const known = isLockstepError(error) ? error : internal(store.name, error)
      end(known, known.code === 'LOCKSTEP_PROTOCOL')
    }
  }

  function end(error: LockstepError, final: boolean): void {
    if (state === 'ended') return
    port.send(encodeServerFrame({ type: 'end', final, code: error.code, message: error.message }))
    leave()
  }

  function leave(): void {
    if (state === 'ended') return
    if (state === 'welcome') service.leave(self)
    state = 'ended'
    turns.left(self)
    stopListening()
    drains.end()
    silence.stop()
    port.close()
    options.ended()
  }

  port.listen(receive, leave)
  return {
    get id() {
      return id === '' ? undefined : id
    },
    // Who has not said hello has committed nothing; who is being greeted may have come back with commits.
    drain: async waitOptions => {
      if (state !== 'new') await drains.wait(store.name, waitOptions)
    },
    end,
  }
}

function peersOf(store: Pick<Store<unknown>, 'peers'>): SentPeer[] {
  return store.peers().map(({ id, pid, title, version }) => ({ id, pid, title, version }))
}
