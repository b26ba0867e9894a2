import { encodeBareCommit } from '../../commit/bare-codec.js'
import type { Delivery } from '../../replica/delivery.js'
import { soon } from '../../replica/soon.js'
import type { CommitEvent } from '../../store/types.js'
import { encodeServerFrame } from '../encode-server-frame.js'
import type { SentCommit } from '../protocol.js'

/** Who lags further behind gets the state as a whole. */
const MOST_COMMITS = 4096
const MOST_BYTES = 4 * 1024 * 1024
/** Commits that are kept for a moment before they are encoded, so that nobody has to wait for that. */
const MOST_UNWEIGHED = 64
/** Commits in one frame. */
const FRAME_COMMITS = 512
const FRAME_BYTES = 64 * 1024

/** A commit on its way to clients. */
export interface KeptCommit extends Omit<SentCommit, 'payload'> {
  /** Its payload. */
  encoded(): Uint8Array
}

/** The newest commits of a store, encoded once for all of its clients. */
export interface Feed {
  /** The newest version that `after` knows. */
  readonly version: number
  /** Whether `changed` was called for all of them. */
  readonly idle: boolean
  /**
   * The commits that follow `version`, as many as one frame takes, at least one; `undefined` if the first of them is
   * not kept any more. Asked only if there are any.
   */
  after(version: number): readonly KeptCommit[] | undefined
  /** The frame of what `after` gave. Clients that are at the same version share it. */
  frame(first: number, commits: readonly KeptCommit[]): Uint8Array
  close(): void
}

/** @param changed called in a microtask after commits came, once for all of them */
export function createFeed(delivery: Delivery<unknown>, changed: () => void): Feed {
  let commits: KeptCommit[] = []
  let first = delivery.delivered.version + 1
  let bytes = 0
  let weighed = 0
  let scheduled = false
  let shared: { first: number; length: number; frame: Uint8Array } | undefined

  const unsubscribe = delivery.onCommit(event => {
    if (event.type === 'commit' && event.version === first + commits.length) commits.push(keep(event))
    else startAfter(event.version)
    if (commits.length - weighed > MOST_UNWEIGHED) weigh()
    if (scheduled) return
    scheduled = true
    soon(() => {
      scheduled = false
      weigh()
      changed()
    })
  })

  function startAfter(version: number): void {
    commits = []
    weighed = 0
    bytes = 0
    first = version + 1
  }

  function weigh(): void {
    for (; weighed < commits.length; weighed += 1) bytes += commits[weighed]!.encoded().length
    while (commits.length > MOST_COMMITS || bytes > MOST_BYTES) drop()
  }

  /** Half of them at once: taking one from the front of a long array for each commit would cost more than the commit. */
  function drop(): void {
    const dropped = commits.splice(0, Math.max(1, commits.length >> 1))
    for (const commit of dropped) bytes -= commit.encoded().length
    first += dropped.length
    weighed -= dropped.length
  }

  return {
    get version() {
      return first + commits.length - 1
    },
    get idle() {
      return !scheduled
    },

    after(version) {
      const from = version + 1 - first
      if (from < 0) return undefined
      let size = 0
      let to = from + 1
      while (to < commits.length && to - from < FRAME_COMMITS && size < FRAME_BYTES) {
        size += commits[to - 1]!.encoded().length
        to += 1
      }
      return commits.slice(from, to)
    },

    frame(at, given) {
      if (shared?.first !== at || shared.length !== given.length) {
        shared = {
          first: at,
          length: given.length,
          frame: encodeServerFrame({ type: 'commits', first: at, commits: given.map(withPayload) }),
        }
      }
      return shared.frame
    },

    close: unsubscribe,
  }
}

/** It is encoded when somebody asks for its content: who made a commit is confirmed without. */
function keep({ patches, label, peer, sequence = 0, time }: CommitEvent & { type: 'commit' }): KeptCommit {
  let payload: Uint8Array | undefined
  const encoded = () => {
    payload ??= encodeBareCommit(patches, label).slice()
    return payload
  }
  return { peer, sequence, time, encoded }
}

/** Encoded before its frame is begun: the encoder writes one thing at a time. */
export function withPayload({ peer, sequence, time, encoded }: KeptCommit): SentCommit {
  return { peer, sequence, time, payload: encoded() }
}

/** For the client that has sent it. */
export function withoutPayload({ peer, sequence, time }: KeptCommit): SentCommit {
  return { peer, sequence, time, payload: NOTHING }
}

const NOTHING = new Uint8Array(0)
