// Chance that can be had again: LOCKSTEP_SEED takes what an earlier run printed.

/** Numbers from 0 to below 1. */
export function seededRandom(report) {
  const given = process.env.LOCKSTEP_SEED
  let state = (given ? Number(given) : Math.floor(Math.random() * 2 ** 32)) >>> 0
  report(`seed: LOCKSTEP_SEED=${state}`)
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
