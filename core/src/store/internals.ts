import type { Replica } from '../replica/replica.js'
import type { Store } from './types.js'

/** What a store keeps for other parts of this package. */
export interface Internals<State> {
  readonly replica: Replica<State>
  readonly schemaVersion: number
  /** Whether the store's name is the path of its file. */
  readonly inFile: boolean
}

/** A symbol of all realms and copies: a store of the CommonJS build can be served by the ES modules' relay. */
const INTERNALS = Symbol.for('lockstep.internals.1')

export function setInternals<State>(store: Store<State>, internals: Internals<State>): void {
  Object.defineProperty(store, INTERNALS, { value: internals })
}

/** `undefined` for what is no store of ours. */
export function internalsOf<State>(store: Store<State>): Internals<State> | undefined {
  if (typeof store !== 'object' || store === null) return undefined
  return (store as { [INTERNALS]?: Internals<State> })[INTERNALS]
}
