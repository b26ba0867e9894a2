// How long the dead kept the living: updates that took long while, or after, somebody died.

/** Promise 4. */
const MOST_MILLISECONDS = 50
/** A machine with too much to do keeps everybody waiting now and then: the dead must be worse than that, not only unlucky. */
const WORSE_THAN_CALM = 2
/**
 * Where hundreds die, the longest of all waits is sometimes one after a death, by chance: so many deaths may look as if
 * they had delayed somebody for once. Not where few died, and not for so long that no scheduler can have done it.
 */
const UNLUCKY = 2
const DEATHS_FOR_CHANCE = 50
const NOT_BY_CHANCE_MILLISECONDS = 5000
/** Who comes to a lock of the dead's that much later still meets it. */
const AFTERMATH_MILLISECONDS = 100
/** So long after a death something is still told of the time before it. */
const KEPT_MILLISECONDS = 60_000

/**
 * All times are milliseconds by the machine's monotonic clock. An update counts without the time in which its thread
 * waited for a processor; the machine's own standstills are taken off, and so is what an update takes while nobody
 * dies: a living owner of a lock waits for a processor, too. One that is stopped is alive: what meets it is left out.
 */
export function createDelays(findings) {
  let deaths = []
  let stops = []
  let stalls = []
  let slow = []
  let calm = 0
  /** The longest wait after each death, with its sentence. */
  const waits = new Map()
  let died = 0
  let raw = 0

  const meets = (from, to) => update => update.start < to && from < update.end

  function judge(update) {
    if (stops.some(({ from, to }) => meets(from, to)(update))) return
    const met = deaths.filter(({ killed, ended }) => meets(killed, ended + AFTERMATH_MILLISECONDS)(update))
    if (met.length === 0) {
      calm = Math.max(calm, update.net)
      return
    }
    const stalled = stalls
      .filter(({ from, to }) => meets(from, to)(update))
      .reduce((sum, { from, to }) => sum + to - from, 0)
    for (const death of met) {
      const delay = Math.min(update.net, update.end - death.ended)
      raw = Math.max(raw, delay)
      const wait = delay - stalled
      if (wait <= (waits.get(death.life)?.wait ?? 0)) continue
      const text = `life ${update.life} waited ${wait.toFixed(1)} ms longer than life ${death.life} took to die`
      waits.set(death.life, { wait, text })
    }
  }

  /** Longest first. */
  const sorted = () => [...waits.values()].sort((a, b) => b.wait - a.wait)

  return {
    died(life, killed, ended) {
      died += 1
      deaths.push({ life, killed, ended })
      findings.saw('delay')
    },
    stopped(from, to) {
      stops.push({ from, to })
    },
    /** The machine itself stood still. */
    stalled(from, to) {
      stalls.push({ from, to })
    },
    slow(life, start, end, net) {
      slow.push({ life, start, end, net })
    },
    /** To be called when everything up to now has been heard. */
    inspect(now) {
      for (const update of slow) judge(update)
      slow = []
      const recent = ({ ended, to }) => (ended ?? to) > now - KEPT_MILLISECONDS
      deaths = deaths.filter(recent)
      stops = stops.filter(recent)
      stalls = stalls.filter(recent)
    },
    figures: () => ({ worst: sorted()[0]?.wait ?? 0, calm, raw }),
    conclude() {
      const late = sorted().filter(
        ({ wait }) => wait - calm >= MOST_MILLISECONDS && wait >= calm * WORSE_THAN_CALM,
      )
      const byChance = died >= DEATHS_FOR_CHANCE ? UNLUCKY : 0
      if (late.length <= byChance && !(late[0]?.wait >= NOT_BY_CHANCE_MILLISECONDS)) return
      for (const { text } of late)
        findings.violate(
          'delay',
          `${text}; while nobody died no update took longer than ${calm.toFixed(1)} ms`,
        )
    },
  }
}
