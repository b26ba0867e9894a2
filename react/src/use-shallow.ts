import { useCallback, useRef } from 'react'
import { shallow } from './shallow.js'

/**
 * A selector that returns its former result as long as the new one is shallowly equal to it (see `shallow`): for
 * selectors that build an array or an object from parts of the state.
 *
 * @example
 * ```tsx
 * const titles = useStore(editor, useShallow(state => state.todos.map(todo => todo.title)))
 * ```
 */
export function useShallow<State, Selected>(
  selector: (state: State) => Selected,
): (state: State) => Selected {
  // Written while rendering, which is harmless here: whichever render it comes from, a result that is
  // returned again has the same contents as the one just selected.
  const former = useRef<{ readonly value: Selected }>(undefined)
  return useCallback(
    state => {
      const value = selector(state)
      if (former.current && shallow(former.current.value, value)) return former.current.value
      former.current = { value }
      return value
    },
    [selector],
  )
}
