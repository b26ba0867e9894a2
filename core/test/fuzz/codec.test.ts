import { expect, test } from 'vitest'
import { applyCommits } from '../../src/commit/apply.js'
import { decodeCommit, decodeState } from '../../src/commit/codec.js'
import { randomly } from '../support/seed.js'
import { type Decoders, runCampaign } from './campaign.js'

const real: Decoders = { decodeState, decodeCommit, applyCommits }
const EXECUTIONS = 40_000
const { seed, numRuns } = randomly(EXECUTIONS)

test('hostile bytes end in LOCKSTEP_DAMAGED or in a state that goes on, and touch nothing else', {
  timeout: 60_000 + numRuns,
}, () => {
  const { endings } = runCampaign(real, seed, numRuns)
  expect(endings).toBeGreaterThan(100)
})

/** Always the same, so that what they must find is there to be found: among others there is not always a `__proto__`. */
const CONTROL_SEED = 2

/** Each is the real thing but for one check, as if it had been forgotten. */
const broken: Record<string, Partial<Decoders>> = {
  'lets an untyped error out': {
    decodeState(bytes) {
      try {
        return decodeState(bytes)
      } catch (error) {
        if (String(error).includes('a count is impossible'))
          throw new RangeError('out of memory', { cause: error })
        throw error
      }
    },
  },
  'assigns __proto__': {
    decodeState(bytes) {
      try {
        return decodeState(bytes)
      } catch (error) {
        if (String(error).includes('__proto__')) Object.assign(Object.prototype, { polluted: 1 })
        throw error
      }
    },
  },
  'changes the state that was': {
    applyCommits(state, commits) {
      const after = applyCommits(state, commits)
      if (Array.isArray(state)) state.push(commits.length)
      else if (typeof state === 'object' && state !== null) Object.assign(state, { extra: true })
      return after
    },
  },
  'lets arrays grow holes': {
    applyCommits(state, commits) {
      const grown = commits[0]?.patches.some(({ path, op }) => op === 'replace' && path.at(-1) === 'length')
      return grown ? (new Array(100_000).fill(undefined) as typeof state) : applyCommits(state, commits)
    },
  },
}

test.each(Object.entries(broken))('a decoder that %s is found', { timeout: 60_000 }, (_, part) => {
  try {
    expect(() => runCampaign({ ...real, ...part }, CONTROL_SEED, EXECUTIONS)).toThrow()
  } finally {
    delete (Object.prototype as { polluted?: number }).polluted
  }
})
