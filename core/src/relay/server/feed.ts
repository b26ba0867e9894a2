import { encodeCommit } from '../../commit/codec.js'
import type { Delivery } from '../../replica/delivery.js'
import type { CommitEvent } from '../../store/types.js'
import { encodeFrame } from '../encode-frame.js'
import type { SentCommit } from '../protocol.js'

/** Who lags further behind gets the state as a whole. */
const MOST_COMMITS = 4096
const MOST_BYTES = 4 * 1024 * 1024
/** Commits in one frame. */
const FRAME_COMMITS = 512
const FRAME_BYTES = 64 * 1024

/** The newest commits of a store, encoded once for all of its clients. */
export interface Feed {
  /** The newest version that `between` knows. */
  readonly version: number
  /**
   * The commits that follow `version`, as many as one frame takes, at least one; `undefined` if the first of them is
   * not kept any more. Asked only if there are any.
   */
  after(version: number): readonly SentCommit[] | undefined
  /** The frame of what `after` gave. Clients that are at the same version share it. */
  frame(first: number, commits: readonly SentCommit[]): Uint8Array
  close(): void
}

/** @param changed called in a microtask after commits came, once for all of them */
export function createFeed(delivery: Delivery<unknown>, changed: () => void): Feed {
  let commits: SentCommit[] = []
  let first = delivery.delivered.version + 1
  let bytes = 0
  let scheduled = false
  let shared: { first: number; length: number; frame: Uint8Array } | undefined

  const unsubscribe = delivery.onCommit(event => {
    if (event.type === 'commit' && event.version === first + commits.length) keep(event)
    else startAfter(event.version)
    if (scheduled) return
    scheduled = true
    queueMicrotask(() => {
      scheduled = false
      changed()
    })
  })

  function startAfter(version: number): void {
    commits = []
    bytes = 0
    first = version + 1
  }

  function keep({ patches, label, peer, sequence = 0, time }: CommitEvent & { type: 'commit' }): void {
    const payload = encodeCommit(patches, label).slice()
    commits.push({ peer, sequence, time, payload })
    bytes += payload.length
    if (commits.length <= MOST_COMMITS && bytes <= MOST_BYTES) return
    // Half of them at once: taking one from the front of a long array for each commit would cost more than the commit.
    const dropped = commits.splice(0, Math.max(1, commits.length >> 1))
    for (const commit of dropped) bytes -= commit.payload.length
    first += dropped.length
  }

  return {
    get version() {
      return first + commits.length - 1
    },

    after(version) {
      const from = version + 1 - first
      if (from < 0) return undefined
      let size = 0
      let to = from
      while (to < commits.length && to - from < FRAME_COMMITS && size < FRAME_BYTES) {
        size += commits[to]!.payload.length
        to += 1
      }
      return commits.slice(from, to)
    },

    frame(at, given) {
      if (shared?.first !== at || shared.length !== given.length) {
        shared = {
          first: at,
          length: given.length,
          frame: encodeFrame({ type: 'commits', first: at, commits: given }),
        }
      }
      return shared.frame
    },

    close: unsubscribe,
  }
}
