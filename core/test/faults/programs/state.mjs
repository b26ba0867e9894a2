// What peers commit that may die at any point. Each commit counts itself in four places, so that a part of one shows.

export const initialState = { left: 0, made: {}, page: new Uint8Array(0), right: 0 }

/** One more commit of `life`, with a page of so many bytes. */
export function enter(draft, life, bytes) {
  if (draft.left !== draft.right) throw new Error(`Torn: ${draft.left} and ${draft.right}`)
  draft.left += 1
  draft.made[life] = (draft.made[life] ?? 0) + 1
  draft.page = new Uint8Array(bytes).fill(draft.left)
  draft.right += 1
}

/** The next schema's state is the same, and a migration counts as a commit. */
export function migrate(state) {
  return { ...state, left: state.left + 1, right: state.right + 1, migrations: (state.migrations ?? 0) + 1 }
}

/** What is wrong with a state at a version; undefined when nothing is. */
export function problemOf(state, version) {
  const { left, made, page, right, migrations = 0 } = state
  const sum = Object.values(made).reduce((a, b) => a + b, 0) + migrations
  const whole = page.every(byte => byte === (left & 255) || migrations > 0)
  if (left === right && left === sum && left === version && whole) return undefined
  return { left, right, sum, version, whole }
}
