import { applyPatches } from '../../commit/apply.js'
import { encodeBareCommit } from '../../commit/bare-codec.js'
import type { Patch } from '../../commit/patch.js'
import { produceCompared } from '../../commit/produce-compared.js'
import type { Recipe } from '../../store/types.js'

/** A commit of this client that is not known to be in the store. */
export interface Pending<State> {
  readonly sequence: number
  readonly recipe: Recipe<State>
  readonly label: string | undefined
  /** What the last run of the recipe made of the state before it. */
  readonly state: State
  readonly patches: readonly Patch[]
  /** The encoded commit. */
  readonly payload: Uint8Array
  /** The version on which it was sent first; `undefined` if it never was. */
  sentOn: number | undefined
}

/**
 * Runs a recipe on `state`.
 *
 * @returns `undefined` if the recipe changes nothing
 * @throws what the recipe throws, LOCKSTEP_RECIPE, LOCKSTEP_UNSUPPORTED
 */
export function runPending<State>(
  state: State,
  commit: Pick<Pending<State>, 'sequence' | 'recipe' | 'label' | 'sentOn'>,
): Pending<State> | undefined {
  const { sequence, recipe, label, sentOn } = commit
  const patches = produceCompared(state, recipe)
  if (patches.length === 0) return undefined
  const payload = encodeBareCommit(patches, label).slice()
  // Applied when somebody asks, which is after it was sent: the round trip does not wait for that.
  let [result, isApplied] = [state, false]
  return {
    get state() {
      if (!isApplied) result = applyPatches(result, patches)
      isApplied = true
      return result
    },
    patches,
    sequence,
    recipe,
    label,
    payload,
    sentOn,
  }
}
