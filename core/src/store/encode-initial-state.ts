import { encodeState } from '../commit/codec.js'
import { copyValue } from '../commit/values.js'
import { nameStore } from '../errors/name-store.js'

/**
 * The bytes of version 0.
 * @throws LOCKSTEP_UNSUPPORTED naming the store and the path
 */
export function encodeInitialState(name: string, initialState: unknown): Uint8Array {
  try {
    return encodeState(copyValue(initialState, []))
  } catch (error) {
    throw nameStore(name, error)
  }
}
