import type { Equality } from './shallow.js'
import { warnIfUnstable } from './unstable-selector.js'

/** The value a component last painted; undefined before its first commit. */
export type Committed<Selected> = { readonly value: Selected } | undefined

/**
 * `selector`, run once per snapshot. React asks for a store's value several times in one render and commit (in the
 * render, in its check for torn reads, in its effects, at each notification), and takes two different answers for
 * a change of the store.
 *
 * A value equal to the former keeps the former's identity. The former of a fresh selector (an inline one, new in each
 * render) is what the component has painted. That is read from `committed` and written there only by an effect: a value
 * of a render that React threw away must not pass for one on the screen.
 */
export function memoSelect<State, Selected>(
  selector: (state: State) => Selected,
  committed: { readonly current: Committed<Selected> },
): (snapshot: State, equality: Equality<Selected>) => Selected {
  let last: { readonly snapshot: State; readonly value: Selected } | undefined

  return (snapshot, equality) => {
    if (last && Object.is(last.snapshot, snapshot)) return last.value
    // If this throws, `last` stays: React renders the component to show the error, or drops it with its parent.
    const value = selector(snapshot)
    warnIfUnstable(selector, snapshot, value, equality)
    const former = last ?? committed.current
    last = { snapshot, value: former && equality(former.value, value) ? former.value : value }
    return last.value
  }
}
