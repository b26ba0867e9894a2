import type { Equality } from './shallow.js'

// Bundlers replace exactly `process.env.NODE_ENV`, some without providing `process`: asking for `typeof process` first would
// switch development off there.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** Source texts, not functions: an inline selector is another function in each render and each component. */
const checked = new Set<string>()

/**
 * In development, warns once if `selector` gives a new reference each time for the same state: its component then
 * renders at every commit, whatever was changed. Only the first object that a selector returns is examined.
 */
export function warnIfUnstable<State, Selected>(
  selector: (state: State) => Selected,
  state: State,
  value: Selected,
  equality: Equality<Selected>,
): void {
  if (typeof value !== 'object' || value === null) return
  // As a condition of its own, so that builds for production leave out all that is behind it.
  try {
    if (process.env.NODE_ENV === 'development' || process.env.NODE_ENV === 'test')
      check(selector, state, value, equality)
  } catch {
    // A page without `process`, or an equality that throws: it does so where it counts, too.
  }
}

function check<State, Selected>(
  selector: (state: State) => Selected,
  state: State,
  value: Selected,
  equality: Equality<Selected>,
): void {
  const source = String(selector)
  if (checked.has(source)) return
  checked.add(source)
  if (equality(value, selector(state))) return
  console.warn(
    `useStore: the selector \`${source}\` returns a new object each time it is called with the same state, so its ` +
      'component renders at every commit. Select what the state holds (state => state.todos), or compare the ' +
      'contents: wrap the selector in useShallow(…), or pass an equality as third argument (shallow, or your own).',
  )
}
