import { applyCommits } from '../commit/apply.js'
import type { Checks } from '../commit/check.js'
import { decodeCommit, decodeState } from '../commit/codec.js'
import type { Commit } from '../commit/patch.js'
import { reconcile } from '../commit/reconcile.js'
import { isLockstepError, LockstepError } from '../errors/errors.js'
import { nameStore } from '../errors/name-store.js'
import { LAPPED, type Log, type RecordBatch, type Snapshot } from '../log/log.js'
import type { Applied, Delivery } from './delivery.js'

/** The state that a new attachment starts from. */
export function loadState<State>(name: string, log: Log): Applied<State> {
  const { version, bytes } = log.snapshot()
  try {
    const { state, origins } = decodeState(bytes)
    return { state: state as State, origins, version }
  } catch (error) {
    throw undecodable(name, error)
  }
}

/** The newest state that a log has, for who does not follow it. Nobody else has it: the caller may change it. */
export function loadNewest<State>(name: string, log: Log): Applied<State> {
  const newest = loadState<State>(name, log)
  createReader(name, log, newest, { recording: false, record() {} }, undefined)()
  return newest
}

/**
 * @param name the store's, for messages
 * @returns a function that applies everything committed before it was called. It delivers nothing.
 */
export function createReader<State>(
  name: string,
  log: Log,
  head: Applied<State>,
  delivery: Pick<Delivery<State>, 'recording' | 'record'>,
  checks: Checks | undefined,
): () => void {
  const commits: Commit[] = []

  function applyBatch(batch: RecordBatch): void {
    for (let index = 0; index < batch.length; index += 1) commits.push(decodeCommit(batch.payload(index)))
    head.state = applyCommits(head.state, commits)
    for (const { origin } of commits) if (origin !== undefined) head.origins.note(origin)
    head.version = batch.firstVersion + batch.length - 1
    if (delivery.recording) recordBatch(batch)
  }

  function recordBatch(batch: RecordBatch): void {
    commits.forEach(({ patches, label, origin }, index) => {
      delivery.record({
        type: 'commit',
        version: batch.firstVersion + index,
        patches,
        peer: origin?.client ?? batch.peer(index),
        sequence: origin?.sequence,
        label,
        time: batch.time(index),
      })
    })
  }

  function jumpTo({ version, bytes }: Snapshot): void {
    const { state, origins } = decodeState(bytes)
    head.state = reconcile(head.state, state) as State
    head.origins = origins
    head.version = version
    if (delivery.recording) delivery.record({ type: 'reset', version })
  }

  return function pull() {
    // Not "until there is nothing more": others may commit faster than this replica applies.
    const target = log.head()
    while (head.version < target) {
      const batch = log.read()
      if (batch === undefined) return
      const snapshot = batch === LAPPED ? log.snapshot() : undefined
      try {
        if (batch !== LAPPED) applyBatch(batch)
        else jumpTo(snapshot!)
      } catch (error) {
        throw undecodable(name, error)
      } finally {
        commits.length = 0
      }
      checks?.freeze(head.state)
    }
  }
}

/** The cursor has passed what could not be applied: this replica can never be right again. */
function undecodable(name: string, cause: unknown): unknown {
  if (isLockstepError(cause, 'LOCKSTEP_DAMAGED')) return nameStore(name, cause)
  return new LockstepError(
    'LOCKSTEP_DAMAGED',
    `The store "${name}" holds a commit or a state that this process cannot decode: ` +
      'check that every process uses the same version of Lockstep, then close the store everywhere and open it again',
    { cause },
  )
}
