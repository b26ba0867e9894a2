import { encodeState } from '../../commit/codec.js'

/** Kept as long as the state is: until the next commit. */
const encodings = new WeakMap<object, Uint8Array>()

/**
 * A state, or the part of one that a client is shown, encoded: once for all clients that come while it is the newest,
 * as all of them do when their server has started again.
 */
export function encodedOnce(shown: unknown): Uint8Array {
  // A client's patches can have made anything of the root.
  if (typeof shown !== 'object' || shown === null) return encodeState(shown)
  let encoding = encodings.get(shown)
  if (encoding === undefined) {
    encoding = encodeState(shown)
    encodings.set(shown, encoding)
  }
  return encoding
}
