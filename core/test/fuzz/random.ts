/** Numbers for millions of cases, where fast-check's shrinkable ones would take most of the time. */
export interface Random {
  /** 0 ≤ result < limit */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
}

/** mulberry32: the same numbers for the same seed. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return { below, pick: items => items[below(items.length)]! }
}
