import { LockstepError } from '../errors/errors.js'
import { type Commit, isReservedName, type Patch, type PathKey } from './patch.js'
import { formatPath } from './path.js'
import { reconcile } from './reconcile.js'

/**
 * The state after `commits`. `state` is left as it is and shares with the result whatever no patch touched; each
 * container is copied once, however many patches go into it. The values of the patches become part of the result.
 *
 * @throws LOCKSTEP_DAMAGED for a patch that does not fit the state: no program of ours writes one
 */
export function applyCommits<State>(state: State, commits: readonly Commit[]): State {
  const owned = new Set<object>()
  let root: unknown = state
  for (const { patches } of commits) {
    for (const patch of patches) root = applyPatch(root, patch, owned)
  }
  return root as State
}

/** The state after one commit's patches; see `applyCommits`. */
export function applyPatches<State>(state: State, patches: readonly Patch[]): State {
  // What a single patch goes through it copies once anyway.
  const owned = patches.length === 1 ? undefined : new Set<object>()
  let root: unknown = state
  for (const patch of patches) root = applyPatch(root, patch, owned)
  return root as State
}

/** The containers that were copied for a result and that nobody else has seen; `undefined` where no other patch follows. */
type Owned = Set<object> | undefined

function applyPatch(root: unknown, patch: Patch, owned: Owned): unknown {
  const { path } = patch
  if (path.length === 0) {
    if (patch.op !== 'replace') throw misfit(patch)
    return settle(root, patch.value, owned)
  }
  const result = own(root, owned, patch)
  let container = result
  for (let index = 0; index < path.length - 1; index += 1) {
    const key = path[index] as PathKey
    const child = childAt(container, key, patch)
    const copy = own(child, owned, patch)
    if (copy !== child) setChild(container, key, copy)
    container = copy
  }
  change(container, path[path.length - 1] as PathKey, patch, owned)
  return result
}

function own(value: unknown, owned: Owned, patch: Patch): object {
  if (typeof value !== 'object' || value === null) throw misfit(patch)
  if (owned?.has(value)) return value
  const copy = shallowCopy(value, patch)
  owned?.add(copy)
  return copy
}

/** A replica's own objects are of this realm, whoever made them. */
function shallowCopy(value: object, patch: Patch): object {
  if (Array.isArray(value)) return value.slice()
  if (Object.getPrototypeOf(value) === Object.prototype) return { ...value }
  if (value instanceof Map) return new Map(value)
  if (value instanceof Set) return new Set(value)
  throw misfit(patch)
}

function childAt(container: object, key: PathKey, patch: Patch): unknown {
  if (Array.isArray(container)) {
    if (isIndex(key, container.length)) return container[key]
  } else if (container instanceof Map) {
    if (container.has(key)) return container.get(key)
  } else if (!(container instanceof Set)) {
    if (isName(key) && Object.hasOwn(container, key)) return (container as Record<string, unknown>)[key]
  }
  throw misfit(patch)
}

function setChild(container: object, key: PathKey, value: unknown): void {
  if (container instanceof Map) container.set(key, value)
  else (container as Record<PropertyKey, unknown>)[key as PropertyKey] = value
}

function change(container: object, key: PathKey, patch: Patch, owned: Owned): void {
  if (Array.isArray(container)) changeArray(container, key, patch, owned)
  else if (container instanceof Map) changeMap(container, key, patch, owned)
  else if (container instanceof Set) changeSet(container, patch)
  else changePlain(container as Record<string, unknown>, key, patch, owned)
}

function changeArray(array: unknown[], key: PathKey, patch: Patch, owned: Owned): void {
  if (key === 'length' && patch.op === 'replace') {
    // Only ever shorter: a longer array would have holes.
    if (!isIndex(patch.value as PathKey, array.length + 1)) throw misfit(patch)
    array.length = patch.value as number
    return
  }
  if (!isIndex(key, patch.op === 'add' ? array.length + 1 : array.length)) throw misfit(patch)
  if (patch.op === 'replace') array[key] = settle(array[key], patch.value, owned)
  else if (patch.op === 'remove') array.splice(key, 1)
  else if (key === array.length) array.push(patch.value)
  else array.splice(key, 0, patch.value)
}

function changeMap(map: Map<unknown, unknown>, key: PathKey, patch: Patch, owned: Owned): void {
  if (patch.op !== 'remove') map.set(key, settle(map.get(key), patch.value, owned))
  else if (!map.delete(key)) throw misfit(patch)
}

/** The last key of the path is the member's position, which says nothing that the member itself does not. */
function changeSet(set: Set<unknown>, patch: Patch): void {
  if (patch.op === 'add') set.add(patch.value)
  else if (patch.op === 'replace' || !set.delete(patch.value)) throw misfit(patch)
}

function changePlain(object: Record<string, unknown>, key: PathKey, patch: Patch, owned: Owned): void {
  if (!isName(key)) throw misfit(patch)
  const present = Object.hasOwn(object, key)
  if (patch.op !== 'remove') object[key] = settle(present ? object[key] : undefined, patch.value, owned)
  else if (present) delete object[key]
  else throw misfit(patch)
}

/** `value`, in which what equals the value it replaces keeps its identity. */
function settle(previous: unknown, value: unknown, owned: Owned): unknown {
  if (typeof value !== 'object' || typeof previous !== 'object' || value === null || previous === null)
    return value
  // The patch's value may come to hold containers of ours. It was, or will be, shown to listeners: no further patch
  // may go into them. Who owns a container owns all that lead to it: there are none in what is not owned itself.
  if (owned?.has(previous)) owned.clear()
  return reconcile(previous, value)
}

function isIndex(key: PathKey, length: number): key is number {
  return Number.isInteger(key) && (key as number) >= 0 && (key as number) < length
}

function isName(key: PathKey): key is string {
  return typeof key === 'string' && !isReservedName(key)
}

function misfit({ op, path }: Patch): LockstepError {
  return new LockstepError(
    'LOCKSTEP_DAMAGED',
    `A commit in the store does not fit its state (${op} at ${formatPath(path)}): check that every process uses the ` +
      'same version of Lockstep, then close the store everywhere and open it again',
  )
}
