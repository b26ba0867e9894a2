import { applyPatches } from '../../commit/apply.js'
import { encodeBareCommit } from '../../commit/bare-codec.js'
import { diff } from '../../commit/diff.js'
import type { Patch } from '../../commit/patch.js'
import { encodeServerFrame } from '../encode-server-frame.js'
import { encodedOnce } from './encoded.js'
import { type KeptCommit, withoutPayload, withPayload } from './feed.js'
import type { Projection } from './projection.js'
import type { Service } from './service.js'

/** Bytes on the way to a client that it has not said to have received: beyond them it is sent nothing. */
const WINDOW = 1024 * 1024

/** Sends one client what is committed, and never more than it can take. */
export interface Outbox {
  /** Sends whatever is due. */
  pump(): void
  /** The client has received so many bytes of what was sent. */
  received(bytes: number): boolean
  /** Sends a frame that does not wait for the window: answers, which the client has asked for. */
  send(frame: Uint8Array): void
  /** The commit that made `version` came over this connection: the client has it. */
  clientHas(version: number): void
}

export function createOutbox(
  service: Service<unknown>,
  client: string,
  since: number,
  projection: Projection | undefined,
  transmit: (frame: Uint8Array) => void,
): Outbox {
  const { feed, replica } = service
  const own = new Set<number>()
  let version = -1
  let shown: unknown
  let sent = 0
  let received = 0

  function send(frame: Uint8Array): void {
    sent += frame.length
    transmit(frame)
  }

  /** The client's last commit up to now; see `StateMessage`. */
  function lastSequence(): number {
    const { origins } = replica.relayed!.newest()
    return origins.find(client)?.sequence ?? (origins.mayHaveForgotten(since) ? -1 : 0)
  }

  function sendState(): void {
    const head = replica.relayed!.newest()
    version = head.version
    shown = projection === undefined ? head.state : projection.show(head.state)
    own.clear()
    send(encodeServerFrame({ type: 'state', version, sequence: lastSequence(), state: encodedOnce(shown) }))
  }

  function sendChanges(): void {
    const head = replica.relayed!.newest()
    const next = projection!.show(head.state)
    const patches: Patch[] = []
    diff(shown, next, [], patches)
    version = head.version
    // As the client will compute it, so that what it keeps is what the next difference starts from.
    shown = applyPatches(shown, patches)
    const payload = encodeBareCommit(patches, undefined)
    send(encodeServerFrame({ type: 'changes', version, sequence: lastSequence(), payload }))
  }

  function sendCommits(commits: readonly KeptCommit[]): void {
    const first = version + 1
    version += commits.length
    if (own.size === 0) {
      send(feed.frame(first, commits))
      return
    }
    const shortened = commits.map((commit, index) =>
      own.delete(first + index) ? withoutPayload(commit) : withPayload(commit),
    )
    send(encodeServerFrame({ type: 'commits', first, commits: shortened }))
  }

  function isDue(): boolean {
    return version < feed.version && sent - received < WINDOW
  }

  return {
    pump() {
      if (version < 0) return sendState()
      while (isDue()) {
        if (projection !== undefined) sendChanges()
        else {
          const commits = feed.after(version)
          if (commits === undefined) sendState()
          else sendCommits(commits)
        }
      }
    },
    received(bytes) {
      if (bytes < received || bytes > sent) return false
      received = bytes
      return true
    },
    send,
    clientHas: committed => void own.add(committed),
  }
}
