import { encodeCommit, encodeState } from '../commit/codec.js'
import type { Origin } from '../commit/origins.js'
import type { Patch } from '../commit/patch.js'
import { LockstepError } from '../errors/errors.js'
import { CONFLICT, FULL, type Log } from '../log/log.js'
import type { Checkpoints } from './checkpoints.js'
import type { Applied, Delivery } from './delivery.js'

/** A change of the replica's state that is ready to be committed. */
export interface Change<State> {
  /** The state after it. */
  readonly state: State
  readonly patches: readonly Patch[]
  readonly label: string | undefined
  /** The relay client that made it, if one did. */
  readonly origin: Origin | undefined
}

export interface AppenderParts<State> {
  readonly name: string
  readonly log: Log
  readonly head: Applied<State>
  readonly delivery: Delivery<State>
  readonly checkpoints: Checkpoints
  readonly checked: (state: State) => void
}

/**
 * @returns a function that commits a change of the state at version `base` and moves the head. Where the log has no
 * room it writes a checkpoint first; what no record can hold goes in as a whole state. It delivers nothing.
 *
 * The function returns false if somebody else has committed meanwhile: nothing was done then.
 * @throws LOCKSTEP_FULL and what the log throws
 */
export function createAppender<State>(
  parts: AppenderParts<State>,
): (base: number, change: Change<State>) => boolean {
  const { name, log, head, delivery, checkpoints, checked } = parts

  function append(base: number, change: Change<State>): number {
    const payload = encodeCommit(change.patches, change.label, change.origin)
    if (payload.length > log.maxRecordBytes) return appendWhole(base, change)
    const version = log.append(base, payload, payload.length)
    if (version !== FULL) return version
    checkpoints.now()
    const second = log.append(base, payload, payload.length)
    // Full although a snapshot of this very version is there: the state itself has no room to grow by a record.
    return second === FULL ? appendWhole(base, change) : second
  }

  /** For a change that no record can hold: everybody else loads the new state as a whole. */
  function appendWhole(base: number, { state, origin }: Change<State>): number {
    const origins = head.origins.copy()
    if (origin !== undefined) origins.note(origin)
    const bytes = encodeState(state, origins)
    const version = bytes.length > log.maxStateBytes ? FULL : log.appendSnapshot(base, bytes)
    if (version === FULL) throw full(bytes.length)
    return version
  }

  function full(needed: number): LockstepError {
    return new LockstepError(
      'LOCKSTEP_FULL',
      `The store "${name}" cannot take this change: its state would take ${needed} bytes, ` +
        `maxStateBytes is ${log.maxStateBytes}. Nothing was changed; remove something, or create the store with a larger maxStateBytes`,
    )
  }

  return function commit(base, change) {
    const version = append(base, change)
    if (version === CONFLICT) return false
    const { state, patches, label, origin } = change
    head.state = state
    head.version = version
    if (origin !== undefined) head.origins.note(origin)
    checked(state)
    if (delivery.recording) {
      const peer = origin?.client ?? log.peerId
      const sequence = origin?.sequence
      delivery.record({ type: 'commit', version, patches, peer, sequence, label, time: Date.now() })
    }
    checkpoints.afterCommit()
    return true
  }
}
