import { unsupported } from '../commit/values.js'
import { LockstepError } from '../errors/errors.js'
import type { Recipe } from './types.js'

/**
 * The recipe behind `setState`: a shallow merge into the state's top level.
 *
 * @param newest the state that the recipe runs on
 */
export function mergeRecipe<State>(
  name: string,
  partial: Partial<State> | ((state: State) => Partial<State>),
  newest: () => State,
): Recipe<State> {
  return draft => {
    const state = newest()
    if (!isRecord(state)) {
      throw new LockstepError(
        'LOCKSTEP_OPTIONS',
        `setState merges keys into an object, the state of the store "${name}" is none: use update`,
      )
    }
    const values: unknown = typeof partial === 'function' ? partial(state) : partial
    if (!isRecord(values) || values instanceof Promise) {
      throw new LockstepError(
        'LOCKSTEP_OPTIONS',
        `setState of the store "${name}" needs an object with the keys to set, or a function that returns one at once`,
      )
    }
    // Assigning it would set a prototype, which no other process would see.
    if (Object.hasOwn(values as object, '__proto__'))
      throw unsupported([], 'given a property named __proto__')
    Object.assign(draft as object, values)
  }
}

function isRecord(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    !(value instanceof Set)
  )
}
