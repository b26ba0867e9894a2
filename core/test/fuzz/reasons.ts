import { isLockstepError } from '../../src/errors/errors.js'

/** Everything that decoding calls damaged on purpose, in the words of its checks. A new check adds its own. */
const REASONS: readonly RegExp[] = [
  /^there are bytes after its end$/,
  /^it ends too early$/,
  /^it is nested too deep$/,
  /^a count is impossible$/,
  /^nothing begins with the byte \d+$/,
  /^there is no kind of value \d+$/,
  /^there is no kind of typed array \d+$/,
  /^a typed array ends within an element$/,
  /^a key is no text, number, bigint, boolean or null$/,
  /^a text is missing$/,
  /^a property is named __proto__$/,
  /^the stack of an error is no text$/,
  /^its label is no text$/,
  /^an origin has no version$/,
  /^its horizon is no version$/,
  /^it knows too many clients$/,
  /^invalid UTF-8$/,
]

/** The one parser of the engine that decides for a decoder: of patterns and their flags. */
const PATTERN = /^Invalid (regular expression: |flags supplied to RegExp constructor ')/

const MISFIT = /^A commit in the store does not fit its state \(/

/**
 * What is wrong with `error` as an answer to hostile bytes; `undefined` if nothing is. Decoding turns whatever is
 * thrown within it into LOCKSTEP_DAMAGED, so the code alone does not tell a refusal from a decoder that fell over.
 */
export function flawOf(error: unknown): string | undefined {
  if (!isLockstepError(error, 'LOCKSTEP_DAMAGED')) return `an untyped error: ${String(error)}`
  const { cause } = error
  if (cause === undefined) return MISFIT.test(error.message) ? undefined : `no reason: ${error.message}`
  if (!(cause instanceof Error)) return `a cause that is no error: ${String(cause)}`
  const expected =
    Object.getPrototypeOf(cause) === RangeError.prototype
      ? REASONS.some(reason => reason.test(cause.message))
      : Object.getPrototypeOf(cause) === SyntaxError.prototype && PATTERN.test(cause.message)
  return expected ? undefined : `an accident, called damaged: ${String(cause)}`
}
