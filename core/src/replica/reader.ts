import { applyCommits } from '../commit/apply.js'
import type { Checks } from '../commit/check.js'
import { decodeCommit, decodeState } from '../commit/codec.js'
import type { Commit } from '../commit/patch.js'
import { reconcile } from '../commit/reconcile.js'
import { isLockstepError, LockstepError } from '../errors/errors.js'
import { nameStore } from '../errors/name-store.js'
import { LAPPED, type Log, type RecordBatch } from '../log/log.js'
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
    try {
      for (let index = 0; index < batch.length; index += 1) commits.push(decodeCommit(batch.payload(index)))
      const state = applyCommits(head.state, commits)
      if (delivery.recording) recordBatch(batch)
      for (const { origin } of commits) if (origin !== undefined) head.origins.note(origin)
      head.state = state
      head.version = batch.firstVersion + batch.length - 1
    } catch (error) {
      throw undecodable(name, error)
    } finally {
      commits.length = 0
    }
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

  function jumpTo({ state, origins, version }: Applied<State>): void {
    head.state = reconcile(head.state, state)
    head.origins = origins
    head.version = version
    if (delivery.recording) delivery.record({ type: 'reset', version })
  }

  return function pull() {
    // Not "until there is nothing more": others may commit faster than this replica applies.
    const target = log.head()
    while (head.version < target) {
      const batch = log.read()
      // Any call can find the stack full, also between the cursor's move and the state's: then what comes is not what
      // comes next. All the way to the newest state, since the snapshot may be older than what is applied.
      if (batch !== LAPPED && batch?.firstVersion === head.version + 1) applyBatch(batch)
      else jumpTo(loadNewest(name, log))
      checks?.freeze(head.state)
    }
  }
}

/** What the log holds stays as it is: this replica can never be right again, unless it was the stack that had no room. */
function undecodable(name: string, cause: unknown): unknown {
  const reason = isLockstepError(cause) ? cause.cause : cause
  if (reason instanceof Error && /call stack|recursion/.test(reason.message)) return reason
  if (isLockstepError(cause, 'LOCKSTEP_DAMAGED')) return nameStore(name, cause)
  return new LockstepError(
    'LOCKSTEP_DAMAGED',
    `The store "${name}" holds a commit or a state that this process cannot decode: ` +
      'check that every process uses the same version of Lockstep, then close the store everywhere and open it again',
    { cause },
  )
}
