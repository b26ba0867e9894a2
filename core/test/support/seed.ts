import { env } from 'node:process'

const { LOCKSTEP_SEED, LOCKSTEP_RUNS } = env as { LOCKSTEP_SEED?: string; LOCKSTEP_RUNS?: string }

/**
 * For `fc.assert`: the seed of this run's random tests, which is printed so that a failure can be repeated with
 * `LOCKSTEP_SEED`, and how many cases each tries, which `LOCKSTEP_RUNS` multiplies.
 */
export function randomly(cases: number): { readonly seed: number; readonly numRuns: number } {
  return { seed, numRuns: cases * Number(LOCKSTEP_RUNS ?? 1) }
}

const seed = LOCKSTEP_SEED === undefined ? newSeed() : Number(LOCKSTEP_SEED)

function newSeed(): number {
  const fresh = Math.floor(Math.random() * 0x7fff_ffff)
  console.info(`random tests run with LOCKSTEP_SEED=${fresh}`)
  return fresh
}
