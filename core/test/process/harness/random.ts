/** Random numbers that a seed brings back. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number
  pick<Item>(items: readonly Item[]): Item
}

/** Seeded by `LOCKSTEP_SEED` where it is set; prints the seed either way, so that a failure can be repeated. */
export function seededRandom(): Random {
  const { LOCKSTEP_SEED: given } = process.env
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given) >>> 0
  console.info(`LOCKSTEP_SEED=${seed}`)
  let state = seed

  // mulberry32
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const int = (below: number) => Math.floor(next() * below)
  return { int, pick: items => items[int(items.length)]! }
}
