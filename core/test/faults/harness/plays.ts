import { afterAll, expect, test } from 'vitest'
import { measured } from '../../process/harness/measured.js'
import { wine } from '../../process/harness/windows.js'
import { CASES, type Case, ONE_WAY } from './cases.js'
import { createCrowd } from './crowd.js'
import { createDelays, MOST_MILLISECONDS } from './delays.js'
import { type Action, play } from './play.js'
import { sample } from './sample.js'
import { stageOf } from './stage.js'
import { judge } from './verdict.js'

interface Play {
  readonly what: Case
  readonly action: Action
  /** How many processes share the store. */
  readonly peers: number
}

const CROWDS = [
  { peers: 1, cases: CASES },
  { peers: 3, cases: wine ? ONE_WAY : CASES },
  { peers: 8, cases: ONE_WAY },
]
const PLAYS: readonly Play[] = [
  ...CROWDS.flatMap(({ peers, cases }) =>
    (['killed', 'stopped'] as const).flatMap(action =>
      cases.filter(({ least }) => least <= peers).map(what => ({ what, action, peers })),
    ),
  ),
  ...ONE_WAY.map(what => ({ what, action: 'slept' as const, peers: 3 })),
]

/** Makes a test of each case among so many processes: one of them is killed, stopped, or one of its threads sleeps. */
export function playAmong(peers: number): void {
  const plays = sample(PLAYS).filter(one => one.peers === peers)
  let crowd = createCrowd(stageOf('right'))
  const delays = createDelays()
  const ended = { killed: 0, stopped: 0, slept: 0 }
  let fresh = 0

  afterAll(() => crowd.end())

  test.each(plays.map(one => [nameOf(one), one] as const))('%s', async (name, { what, action }) => {
    let whole = false
    try {
      const played = await play(crowd, what, action, peers)
      const { victim, late, others } = played.scene
      const everybody = [victim, late, ...others]
      const verdict = await judge(played, everybody)
      delays.add(name, played, verdict.slow)
      if (verdict.fresh) fresh += 1
      for (const peer of everybody) peer.acknowledged.length = 0
      crowd.give(everybody)
      ended[action] += 1
      whole = true
    } finally {
      // What is left of a case that failed must not fail the next one.
      if (!whole) {
        await crowd.end()
        crowd = createCrowd(stageOf('right'))
      }
    }
  })

  test(`among ${peers} no death held anybody up for more than ${MOST_MILLISECONDS} ms`, () => {
    const { worst, calm } = delays
    measured(`faults, among ${peers}: processes killed`, ended.killed)
    measured(`faults, among ${peers}: processes stopped and continued`, ended.stopped)
    if (ended.slept > 0) measured(`faults, among ${peers}: threads that slept`, ended.slept)
    measured(`faults, among ${peers}: nobody was left who had the store, so that it began afresh`, fresh)
    measured(`faults, among ${peers}: longest call while nobody died`, calm, 'ms')
    measured(`faults: longest call after a death (${worst.name})`, worst.milliseconds, 'ms')
    // A living owner of a lock waits for a processor too. Under Wine, how long anything takes says nothing of Windows.
    if (!wine) expect(worst.milliseconds - calm).toBeLessThan(MOST_MILLISECONDS)
    expect(ended.killed + ended.stopped + ended.slept).toBe(plays.length)
  })
}

function nameOf({ what: { point, doing, file }, action, peers }: Play): string {
  return `one of ${peers} is ${action} at ${point}, ${doing}${file ? ' (file)' : ''}`
}
