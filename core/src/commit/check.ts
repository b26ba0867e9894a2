import { LockstepError } from '../errors/errors.js'
import { digest, isUnfreezable, type Unfreezable } from './digest.js'
import { kindOf } from './kinds.js'
import type { PathKey } from './patch.js'
import { formatPath } from './path.js'

/** Development checks: they find code that edits a state in place, which would change this process's copy alone. */
export interface Checks {
  /**
   * Freezes what is new in `state`. Objects, arrays and Errors are frozen by the engine, which throws a TypeError at
   * an edit; Maps and Sets get mutators that throw LOCKSTEP_MUTATED. A RegExp stays as it is: matching moves its
   * `lastIndex`.
   */
  freeze(state: unknown): void
  /**
   * @param state one that was frozen
   * @throws LOCKSTEP_MUTATED, naming the path, if a Date, a typed array or an ArrayBuffer in it was edited: those
   * cannot be frozen
   */
  assertUnmutated(state: unknown): void
}

/** What has to be looked at below one container: the unfreezable as they were, and containers that hold some. */
interface Watch {
  readonly leaves: readonly { readonly key: PathKey; readonly leaf: Unfreezable; readonly digest: number }[]
  readonly containers: readonly { readonly key: PathKey; readonly container: object }[]
}

/** Both calls cost what the last commits changed: what is frozen, and what holds nothing unfreezable, is passed by. */
export function createChecks(): Checks {
  const watches = new WeakMap<object, Watch>()

  function freezeAt(container: object, path: PathKey[]): void {
    if (Object.isFrozen(container)) return
    const leaves: Watch['leaves'][number][] = []
    const containers: Watch['containers'][number][] = []
    for (const [key, child] of childrenOf(container)) {
      if (isUnfreezable(child)) leaves.push({ key, leaf: child, digest: digest(child) })
      else if (isFreezable(child)) {
        path.push(key)
        freezeAt(child, path)
        path.pop()
        if (watches.has(child)) containers.push({ key, container: child })
      }
    }
    if (leaves.length > 0 || containers.length > 0) watches.set(container, { leaves, containers })
    disarm(container, path)
    Object.freeze(container)
  }

  function assertAt(container: object, path: readonly PathKey[]): void {
    const watch = watches.get(container)
    if (watch === undefined) return
    for (const { key, leaf, digest: before } of watch.leaves) {
      if (!Object.is(digest(leaf), before)) throw mutated([...path, key])
    }
    for (const { key, container: child } of watch.containers) assertAt(child, [...path, key])
  }

  return {
    freeze(state) {
      if (isFreezable(state)) freezeAt(state, [])
    },
    assertUnmutated(state) {
      if (isFreezable(state)) assertAt(state, [])
    },
  }
}

function isFreezable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return !isUnfreezable(value) && kindOf(value) !== 'regexp'
}

function* childrenOf(container: object): Iterable<readonly [PathKey, unknown]> {
  if (container instanceof Set) {
    let position = 0
    for (const member of container) yield [position++, member]
  } else if (container instanceof Error) yield ['cause', container.cause]
  else
    yield* container instanceof Map || Array.isArray(container)
      ? container.entries()
      : Object.entries(container)
}

/** Freezing a Map or a Set leaves its content open: the methods that change it are covered by throwing ones. */
function disarm(container: object, path: readonly PathKey[]): void {
  if (!(container instanceof Map || container instanceof Set)) return
  const where = path.slice()
  const refuse = () => {
    throw mutated(where)
  }
  for (const name of ['set', 'add', 'delete', 'clear']) {
    if (name in container) Object.defineProperty(container, name, { value: refuse })
  }
}

function mutated(path: readonly PathKey[]): LockstepError {
  return new LockstepError(
    'LOCKSTEP_MUTATED',
    `${formatPath(path)} was edited in place: no other process sees that. Change the state in update(); Dates, typed ` +
      'arrays and ArrayBuffers are replaced there, not edited. A process whose copy was edited this way must be started again',
  )
}
