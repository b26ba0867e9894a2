// What happens to all of the crowd.
import { setTimeout as sleep } from 'node:timers/promises'
import { now } from './process.mjs'
import { callRoll } from './roll-call.mjs'

/** Milliseconds between two of them. */
const LEAST_MS = 3_000
const MOST_MS = 9_000
/** So long after the first members the others are there. */
const FILLING_MS = 2_000
/** All of them come before any comes again. */
const DECK = [
  ...Array.from({ length: 5 }, () => 'roll call'),
  ...Array.from({ length: 2 }, () => 'migration'),
  'end of all in memory',
  'end of all with the file open',
]

/** @param parts as `callRoll` takes them, and `random`; @param signal aborts when the run is over */
export async function letThingsHappen(parts, signal) {
  const { crowd, referee, random, record } = parts
  const events = {
    'roll call': () => callRoll(parts),
    migration: () => crowd.newer('file'),
    async 'end of all in memory'() {
      const begin = now()
      await crowd.wipe('memory', 'anchor')
      // With its last member it is gone, and all that can be checked is what was said of it.
      referee.inspect('memory')
      referee.begin('memory')
      await crowd.begin(['memory'])
      empty('memory', begin)
    },
    async 'end of all with the file open'() {
      const begin = now()
      await crowd.wipe('file')
      await crowd.begin(['file'])
      empty('file', begin)
    },
  }

  /** Nobody was there who could have waited. */
  function empty(store, begin) {
    referee.delays.stopped(store, false, begin, now() + FILLING_MS)
  }

  referee.delays.goOn(now() + FILLING_MS)
  // The first roll call is what later ones are compared with, and no run is so short that nothing is migrated.
  const deck = ['migration', 'roll call']
  while (!signal.aborted) {
    const pause = random.between(LEAST_MS, MOST_MS)
    if (deck.length === 0) deck.push(...random.shuffled(DECK))
    const event = deck.pop()
    await sleep(pause, undefined, { signal }).catch(() => {})
    if (signal.aborted) break
    record(event)
    referee.findings.count(`events: ${event}`)
    await events[event]()
  }
  // The last word: everything that was acknowledged is still there.
  await callRoll(parts, true)
}
