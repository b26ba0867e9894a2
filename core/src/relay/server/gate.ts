import { applyPatches } from '../../commit/apply.js'
import { diff } from '../../commit/diff.js'
import type { Commit, Patch } from '../../commit/patch.js'
import { formatPath } from '../../commit/path.js'
import { LockstepError } from '../../errors/errors.js'
import type { Outcome } from '../../replica/relayed.js'
import { reportLater } from '../../replica/report.js'
import type { ClientCommit, RelayPolicy } from '../policy.js'
import { firstForbiddenChange } from './changed-paths.js'
import { compilePatterns, type Patterns } from './patterns.js'
import { createProjection, type Projection } from './projection.js'

/** A policy at work: what one client is shown, and which of its commits are let in. */
export interface Gate<State> {
  readonly readonly: boolean
  /** Cuts out what the client is shown; not there if that is everything. */
  readonly projection: Projection | undefined
  /**
   * What the commit of a client does to the state.
   * @throws LOCKSTEP_REFUSED with the reason; LOCKSTEP_DAMAGED if its patches do not fit the state
   */
  admit(client: string, commit: Commit, before: State): Outcome<State>
}

export function createGate<State>(name: string, policy: RelayPolicy<State>): Gate<State> {
  const { readonly = false, write, read, judge, onRefused } = policy
  const projection = read === undefined ? undefined : createProjection(compilePatterns(read))
  const writable = compileWrite(write)

  function outcome(commit: Commit, before: State): Outcome<State> | string {
    if (readonly) return 'it may only read'
    const allowed = writable?.(commit.label)
    // Nor nothing: who listens to commits goes by their labels.
    if (writable !== undefined && allowed === undefined) return `a commit ${called(commit)} may not be made`
    const changed = change(commit, before)
    if (typeof changed === 'string' || allowed === undefined) return changed
    const forbidden = firstForbiddenChange(before, changed.state, allowed)
    return forbidden === undefined
      ? changed
      : `a commit ${called(commit)} may not change ${formatPath(forbidden)}`
  }

  function change(commit: Commit, before: State): Outcome<State> | string {
    if (projection === undefined)
      return { state: applyPatches(before, commit.patches), patches: commit.patches }
    const shown = applyPatches(projection.show(before), commit.patches)
    const whole = projection.putBack(before, shown)
    if (whole === undefined) return 'it may not change what it is not sent'
    const patches: Patch[] = []
    diff(before, whole.state, [], patches)
    if (patches.length === 0) return 'it changes nothing'
    return { state: applyPatches(before, patches), patches }
  }

  /** A judge that fails lets nothing in. */
  function judged(commit: ClientCommit<State>): string | undefined {
    try {
      return judge?.(commit)
    } catch (error) {
      reportLater(error)
      return 'it could not be judged'
    }
  }

  return {
    readonly,
    projection,

    admit(client, commit, before) {
      const { label, patches } = commit
      const admitted = outcome(commit, before)
      const reason =
        typeof admitted === 'string'
          ? admitted
          : judged({ client, label, patches, before, after: admitted.state })
      if (reason === undefined) return admitted as Outcome<State>
      onRefused?.({ client, label, patches, reason })
      throw new LockstepError(
        'LOCKSTEP_REFUSED',
        `The server of the store "${name}" refused a commit: ${reason}. Nothing was changed; ask who serves the store what this client may do`,
      )
    },
  }
}

function called({ label }: Commit): string {
  return label === undefined ? 'without a label' : `labelled ${JSON.stringify(label)}`
}

function compileWrite<State>(
  write: RelayPolicy<State>['write'],
): ((label: string | undefined) => Patterns | undefined) | undefined {
  if (write === undefined) return undefined
  if (Array.isArray(write)) {
    const patterns = compilePatterns(write)
    return () => patterns
  }
  // Not the object itself: a label is a client's, and may be `constructor`.
  const byLabel = new Map(Object.entries(write).map(([label, paths]) => [label, compilePatterns(paths)]))
  return label => (label === undefined ? undefined : byLabel.get(label))
}
