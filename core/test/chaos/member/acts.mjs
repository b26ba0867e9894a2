// What members do of their own accord, at random: most of it is what programs do, some of it what they should not.
import { setTimeout as nap } from 'node:timers/promises'
import { itemOf } from '../ledger.mjs'

const WRITER = {
  burst: 30,
  trickle: 20,
  nap: 20,
  busy: 4,
  read: 8,
  grow: 5,
  shrink: 4,
  huge: 1,
  settled: 2,
  rejoin: 1,
  peers: 2,
  flush: 1,
}
const READER = { nap: 30, busy: 6, read: 20, settled: 4, rejoin: 2, peers: 4 }
const ANCHOR = { trickle: 20, nap: 60, read: 8, settled: 2, peers: 2, flush: 2 }

/** The largest items grow the state to where commits are refused. */
const LARGE = 9_000
/** More than half the log: committed as a whole state, over which all others are lapped. */
const HUGE = 40_000

export function createActs(plan, seat, pipe, random) {
  const weights = plan.readonly ? READER : plan.anchor ? ANCHOR : WRITER
  let items = 0

  const same = () => 0
  const pageBytes = () => (random.chance(0.05) ? random.between(1_000, 7_000) : random.between(0, 300))
  const put = length => {
    items += 1
    const key = `${'abcdefgh'[random.int(8)]}${plan.life}-${items}`
    return draft => {
      draft[key] = itemOf(key, length)
      return length
    }
  }
  /** Takes the oldest items away, so many of them. */
  const drop = part => draft => {
    let change = 0
    const keys = Object.keys(draft)
    for (const key of keys.slice(0, Math.ceil(keys.length * part))) {
      change -= draft[key].length
      delete draft[key]
    }
    return change
  }

  const acts = {
    burst() {
      for (let left = random.between(1, 40); left > 0 && seat.isOpen; left -= 1)
        seat.commit(pageBytes(), same)
    },
    async trickle() {
      for (let left = random.between(1, 8); left > 0 && seat.isOpen; left -= 1) {
        seat.commit(pageBytes(), same)
        await nap(random.int(6))
      }
    },
    nap: () => nap(random.between(1, 60)),
    /** Long enough to be lapped. */
    busy() {
      const end = performance.now() + random.between(20, 400)
      while (performance.now() < end);
    },
    read: () => seat.read(),
    grow() {
      for (let left = random.between(1, 6); left > 0 && seat.isOpen; left -= 1)
        seat.commit(0, put(random.int(LARGE)))
    },
    shrink: () => seat.commit(pageBytes(), drop(random.pick([0.2, 0.5, 1]))),
    huge: () => seat.commit(0, put(HUGE + random.int(20_000))),
    settled: () => seat.settled(500),
    rejoin: () => seat.rejoin(),
    peers() {
      seat.store.peers()
      pipe.say('+ peers')
    },
    async flush() {
      await seat.store.flush()
      pipe.say('+ flush')
    },
  }

  return {
    async next() {
      try {
        await acts[random.weighted(weights)]()
      } catch (error) {
        seat.report(error)
      }
    },
  }
}
