// What processes that are killed all at once write to a file: every commit in it names its writer and its number, so
// that the state tells the whole order.

/** All but `file`. Small, so that writers also die in checkpoints and in commits of a whole state. */
export const chronicle = {
  logBytes: 64 * 1024,
  maxStateBytes: 256 * 1024,
  initialState: { entries: [], page: new Uint8Array(0) },
}

/** What the commit number `count` of the writer `life` puts there beside its entry. */
export function pageOf(life, count) {
  const size = count % 40 === 7 ? 40_000 : (life * 331 + count * 577) % 6_000
  return new Uint8Array(size).fill(life + count)
}

export function enter(draft, life, count) {
  draft.entries.push([life, count])
  draft.page = pageOf(life, count)
}
