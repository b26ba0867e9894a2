import { type Draft, enablePatches } from 'immer'
import { applyPatches } from './apply.js'
import { diff } from './diff.js'
import type { Patch, PathKey } from './patch.js'
import { compared, type Produced } from './produce-compared.js'
import { guarded, immer } from './recipe.js'
import { tellAll } from './tell-all.js'
import { copyValue, isPrimitive } from './values.js'

/** A call by itself would stay in the bundles of pages, which compare states, and bring immer's plugin there. */
const patching = /* @__PURE__ */ enablePatching()

function enablePatching(): typeof immer {
  enablePatches()
  return immer
}

/** Up to so many patches are looked at one by one; more are faster found by comparing the states. */
const FEW = 8

/**
 * Runs `recipe` on a draft of `base`.
 *
 * immer's patches are taken where they say all that happened and bring only values that need no copy. Anything else is
 * told by comparing the two states: that finds what was inserted or moved, members of Sets, and what only looks new.
 * immer's state is never kept, only what the patches make of `base`: it can have what no patch tells, such as holes.
 *
 * @returns `undefined` if the recipe changed nothing
 * @throws what the recipe throws; LOCKSTEP_RECIPE if it returns a promise or a value; LOCKSTEP_UNSUPPORTED if it
 * puts a value into the state that cannot be shared
 */
export function produceCommit<State>(
  base: State,
  recipe: (draft: Draft<State>) => unknown,
): Produced<State> | undefined {
  const [next, raw] = patching.produceWithPatches(base, guarded(recipe))
  if (Object.is(next, base)) return undefined
  const made = raw as unknown as readonly Patch[]

  const told = made.length > 0 && made.length <= FEW && tellAll(base, next, made)
  const patches = told ? (made.every(hasPrimitive) ? made : copied(base, next, made)) : compared(base, next)
  if (patches.length === 0) return undefined
  return { state: applyPatches(base, patches), patches }
}

/** A patch as immer made it, but for its value: that is the caller's, and may differ little from what it replaces. */
function copied(base: unknown, next: unknown, made: readonly Patch[]): readonly Patch[] {
  if (made.length > 1) return compared(base, next)
  const { op, path } = made[0]!
  const value = path.reduce(childOf, next)
  if (op !== 'replace') return [{ op, path, value: copyValue(value, path) }]
  const patches: Patch[] = []
  diff(path.reduce(childOf, base), value, path, patches)
  return patches
}

function hasPrimitive(patch: Patch): boolean {
  return isPrimitive(patch.value)
}

function childOf(container: unknown, key: PathKey): unknown {
  return container instanceof Map
    ? container.get(key)
    : (container as Record<PropertyKey, unknown>)[key as PropertyKey]
}
