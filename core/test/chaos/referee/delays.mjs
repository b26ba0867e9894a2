// How long the dead kept the living: updates that took long while, or after, somebody died, compared with moments at
// which nobody did.
import { createRandom } from '../random.mjs'
import { exceeds, figuresOf } from './shares.mjs'

/** Promise 4. */
const MOST_MILLISECONDS = 50
/** One wait alone shows something only if no scheduler makes it: so long, and so much longer than all others. */
const EXTREME_MILLISECONDS = 3000
const WORSE_THAN_CALM = 2
/** Who comes to a lock of the dead's that much later still meets it. */
const AFTERMATH_MILLISECONDS = 100
/** A death is compared with a moment that near: what else the machine has to do changes all the time. */
const REACH_MILLISECONDS = 5000
const TRIES = 50

/**
 * All times are milliseconds by the machine's monotonic clock. An update counts without the time in which its thread
 * waited for a processor, and without the machine's own standstills. What is left is not only the dead's fault: a living
 * owner of a lock waits for a processor, too. So each death has its longest wait, and so has, for comparison, a moment
 * nearby that is treated as if somebody had died then, and as slowly. What an update waited
 * after another death counts on neither side: otherwise the waits after one would be what the next is compared with. One who is stopped is alive: what meets it says
 * nothing, neither for nor against. Stores have nothing to do with each other.
 */
export function createDelays(findings, random = createRandom('moments')) {
  let deaths = []
  let stops = []
  let stalls = []
  let slow = []
  let from = Number.NEGATIVE_INFINITY
  let calm = 0
  let raw = 0
  /** Pairs: the longest wait after a death, and at its moment. */
  const pairs = []
  let unpaired = 0
  let worst = { wait: 0, text: '' }

  const meets = (one, other) => one.start < other.end && other.start < one.end
  const windowOf = ({ store, killed, ended }) => ({
    store,
    start: killed,
    end: ended + AFTERMATH_MILLISECONDS,
  })
  const within = (list, span) => list.some(one => one.store === span.store && meets(one, span))
  const stalledIn = update =>
    stalls
      .filter(stall => meets(stall, update))
      .reduce((sum, { start, end }) => sum + Math.min(end, update.end) - Math.max(start, update.start), 0)

  /** The longest wait that a death, or a moment, may have caused; `own`: without what others may have. */
  function longest(death, updates) {
    const window = windowOf(death)
    const others = deaths.filter(other => other !== death).map(windowOf)
    const most = { wait: 0, raw: 0, own: 0, update: undefined }
    for (const update of updates) {
      if (update.store !== window.store || !meets(update, window)) continue
      const all = Math.min(update.net, update.end - death.ended)
      const wait = all - stalledIn(update)
      if (wait > most.wait) Object.assign(most, { wait, raw: all, update })
      most.own = Math.max(most.own, ownPart(death, update, others) - stalledIn(update))
    }
    return most
  }

  /** Nothing of an update that an earlier death may keep; of others, what was over before the next one. */
  function ownPart(death, update, others) {
    const met = others.filter(other => other.store === update.store && meets(other, update))
    if (met.some(({ start }) => start <= death.ended)) return 0
    const end = met.reduce((least, { start }) => Math.min(least, start), update.end)
    return Math.min(update.net, end - death.ended)
  }

  function momentNear({ store, killed, ended }, until) {
    const dying = ended - killed
    for (let left = TRIES; left > 0; left -= 1) {
      const at = ended + (random.int(2 * REACH_MILLISECONDS) - REACH_MILLISECONDS)
      const moment = { store, killed: at - dying, ended: at }
      const window = windowOf(moment)
      if (window.start < from || window.end > until) continue
      if (!within(deaths.map(windowOf), window) && !within(stops, window)) return moment
    }
    return undefined
  }

  /** What is against the dead, as sentences. */
  function verdict() {
    const found = []
    if (worst.wait >= EXTREME_MILLISECONDS && worst.wait >= calm * WORSE_THAN_CALM)
      found.push(`${worst.text}; while nobody died no update took longer than ${calm.toFixed(1)} ms`)
    const [late, lateAnyway] = lates()
    if (exceeds(late, lateAnyway, pairs.length))
      found.push(
        `after ${late} of ${pairs.length} deaths somebody waited more than ${MOST_MILLISECONDS} ms, at as many other moments ${lateAnyway} times`,
      )
    return found
  }

  const isLate = wait => wait > MOST_MILLISECONDS
  const lates = () => [0, 1].map(side => pairs.filter(pair => isLate(pair[side])).length)

  return {
    died(life, store, killed, ended) {
      deaths.push({ life, store, killed, ended })
      findings.saw('delay')
    },
    /** @param readonly it can hold no lock: promise 5, a slow reader slows nobody, so it is no excuse */
    stopped(store, readonly, start, end) {
      if (!readonly) stops.push({ store, start, end })
    },
    /** The machine itself stood still. */
    stalled(start, end) {
      stalls.push({ start, end })
    },
    slow(life, store, start, end, net) {
      slow.push({ life, store, start, end, net })
    },
    /** Everybody stood still, and goes on from now: before, there are no moments to compare with. */
    goOn(at) {
      from = at
    },
    /** To be called when everything has been heard. @param until since then nobody is expected to do anything */
    inspect(until) {
      const updates = slow.filter(update => !within(stops, update))
      for (const update of updates)
        if (!within(deaths.map(windowOf), update)) calm = Math.max(calm, update.net)
      for (const death of deaths) {
        const most = longest(death, updates)
        raw = Math.max(raw, most.raw)
        if (most.wait > worst.wait) {
          const text = `life ${most.update.life} waited ${most.wait.toFixed(1)} ms longer than life ${death.life} took to die`
          worst = { wait: most.wait, text }
        }
        const moment = within(stops, windowOf(death)) ? undefined : momentNear(death, until)
        if (moment === undefined) unpaired += 1
        else pairs.push([most.own, longest(moment, updates).own])
      }
      deaths = []
      stops = []
      stalls = []
      slow = []
    },
    figures() {
      const [after, otherwise] = [0, 1].map(side =>
        figuresOf(
          pairs.map(pair => pair[side]),
          isLate,
        ),
      )
      return { worst: worst.wait, calm, raw, compared: pairs.length, unpaired, after, otherwise }
    },
    verdict,
    conclude() {
      for (const text of verdict()) findings.violate('delay', text)
    },
  }
}
