import { encodeState } from '../commit/codec.js'
import type { Log } from '../log/log.js'
import type { Applied } from './delivery.js'
import { later } from './later.js'

/** Writes the replica's state into the log as its new snapshot, so that the log can drop the records before it. */
export interface Checkpoints {
  /** To be called after a commit: writes a checkpoint when the loop is idle, if one is due. */
  afterCommit(): void
  /** Writes one at once: nothing can be committed without it. */
  now(): void
}

/**
 * Encoding a large state takes milliseconds, so it waits until what is running has ended, and a state whose
 * checkpoint took long rests for as long: at most half of a writer's time goes into checkpoints.
 *
 * @param whenIdle runs a task unless the replica has closed by then, and takes what the task throws
 */
export function createCheckpoints(
  log: Log,
  head: Readonly<Applied<unknown>>,
  whenIdle: (task: () => void) => void,
): Checkpoints {
  let scheduled = false
  let notBefore = 0

  function now(): void {
    const started = performance.now()
    log.checkpoint(head.version, encodeState(head.state, head.origins))
    const ended = performance.now()
    notBefore = ended + (ended - started)
  }

  function idle(): void {
    scheduled = false
    whenIdle(() => {
      if (log.checkpointDue()) now()
    })
  }

  return {
    now,
    afterCommit() {
      if (scheduled || !log.checkpointDue() || performance.now() < notBefore) return
      scheduled = true
      later(idle)
    },
  }
}
