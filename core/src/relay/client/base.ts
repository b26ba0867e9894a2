import { applyCommits, applyPatches } from '../../commit/apply.js'
import { decodeBareCommit, decodeBareState } from '../../commit/bare-codec.js'
import { reconcile } from '../../commit/reconcile.js'
import type { CommitEvent } from '../../store/types.js'
import { protocolError } from '../decode-frame.js'
import type { Changes, Commits, SentCommit, StateMessage } from '../protocol.js'
import type { Queue } from './queue.js'

/** The state as the server has it, beneath what this client has committed and does not know to be in. */
export interface Base<State> {
  readonly state: State
  readonly version: number
  /**
   * Applies what the server says. Each returns whether commits that are still in the queue were overtaken, so that
   * they have to run again.
   */
  replace(message: StateMessage): boolean
  apply(message: Commits): boolean
  change(message: Changes): boolean
}

/**
 * @param id the client's own
 * @param recorder gives who wants to hear of every commit in its order, if somebody does
 */
export function createBase<State>(
  queue: Queue<State>,
  id: () => string,
  recorder: () => ((event: CommitEvent) => void) | undefined,
): Base<State> {
  let state = undefined as State
  let version = -1

  /** Its recipe ran on what is the state now: there is nothing to apply. */
  function applyOwn({ sequence, time }: SentCommit): CommitEvent {
    const own = queue.oldest(sequence)
    if (own === undefined) throw protocolError('it confirms a commit that was not made')
    state = own.state
    const { patches, label } = own
    queue.confirm(sequence)
    return { type: 'commit', version, patches, peer: id(), sequence, label, time }
  }

  function applyForeign(sent: readonly SentCommit[], first: number): void {
    const commits = sent.map(({ payload }) => decodeBareCommit(payload))
    state = applyCommits(state, commits)
    const tell = recorder()
    sent.forEach(({ peer, sequence, time }, index) => {
      const { patches, label } = commits[index]!
      // Made by this client through another server: it is in, though the queue may have it in another form.
      if (peer === id() && sequence > 0) queue.confirm(sequence)
      const own = sequence === 0 ? undefined : sequence
      tell?.({ type: 'commit', version: first + index, patches, peer, sequence: own, label, time })
    })
  }

  function isOwn({ payload }: SentCommit): boolean {
    return payload.length === 0
  }

  return {
    get state() {
      return state
    },
    get version() {
      return version
    },

    replace(message) {
      const decoded = decodeBareState(message.state)
      state = (version < 0 ? decoded : reconcile(state, decoded)) as State
      version = message.version
      queue.confirm(message.sequence)
      recorder()?.({ type: 'reset', version })
      return queue.length > 0
    },

    apply({ first, commits }) {
      if (first !== version + 1) throw protocolError('a commit is missing')
      let overtaken = false
      for (let index = 0; index < commits.length; ) {
        const from = index
        while (index < commits.length && !isOwn(commits[index]!)) index += 1
        if (index > from) {
          applyForeign(commits.slice(from, index), first + from)
          version = first + index - 1
          overtaken = true
        }
        if (index === commits.length) break
        const own = commits[index]!
        version = first + index
        const event = applyOwn(own)
        recorder()?.(event)
        index += 1
      }
      return overtaken && queue.length > 0
    },

    change(message) {
      state = applyPatches(state, decodeBareCommit(message.payload).patches)
      version = message.version
      queue.confirm(message.sequence)
      recorder()?.({ type: 'reset', version })
      return queue.length > 0
    },
  }
}
