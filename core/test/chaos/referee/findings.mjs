// What the referee looks for, how often it looked, and what it found.

/** Each is one test of the run. */
export const CHECKS = {
  order: 'one order: at each version every member saw the same commit and has the same state',
  lost: 'nothing acknowledged is lost: each acknowledged commit is in the order once, where its writer was told',
  twice: 'nothing is there twice, unasked or although it was refused',
  torn: 'nothing is torn: every state that a member saw was whole',
  fresh: 'no state is older than a commit whose acknowledgement was known',
  delay: 'the dead delay nobody by more than 50 ms',
  woken:
    'who sleeps is woken: everybody who stands still is told of every acknowledged commit without asking',
  alive: 'who lives goes on: nobody hangs, crashes or meets an error it should not',
  slots: 'the peers are the living, no more and no fewer',
  files: 'no segment, doorbell or other file of the dead is left',
  bells: 'who lives long keeps no doorbells of the dead, and of the living no more than it needs',
  descriptors: 'who lives long has no more descriptors than at first',
  memory: 'who lives long has no more memory than at first',
  schema: 'who is older than a migrated file leaves, and commits nothing to it any more',
}

/** More of one kind would only be more of the same. */
const MOST_OF_A_KIND = 5

export function createFindings() {
  const checks = Object.fromEntries(Object.keys(CHECKS).map(name => [name, { looked: 0, violations: [] }]))
  /** @type {Record<string, number>} */
  const counts = {}

  return {
    checks,
    counts,
    /** Counts a look that found nothing wrong so far: a check that never looked has shown nothing. */
    saw(check, times = 1) {
      checks[check].looked += times
    },
    violate(check, text) {
      const { violations } = checks[check]
      if (violations.length < MOST_OF_A_KIND) violations.push(text)
    },
    count(what, times = 1) {
      counts[what] = (counts[what] ?? 0) + times
    },
    get violated() {
      return Object.values(checks).some(({ violations }) => violations.length > 0)
    },
  }
}
