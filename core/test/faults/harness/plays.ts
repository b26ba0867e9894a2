import { afterAll, expect, test } from 'vitest'
import { measured } from '../../process/harness/measured.js'
import { wine } from '../../process/harness/windows.js'
import { CASES, type Case } from './cases.js'
import { createCrowd } from './crowd.js'
import { createDelays } from './delays.js'
import { type Action, play } from './play.js'
import { POINTS } from './points.js'
import { sample } from './sample.js'
import { stageOf } from './stage.js'
import { judge } from './verdict.js'

interface Play {
  readonly what: Case
  readonly action: Action
  /** How many processes share the store. */
  readonly peers: number
}

const MOST_MILLISECONDS = 50
/** Each point reached in one way: among many, and where starting processes takes long. */
const ONE_WAY = POINTS.map(point => CASES.find(what => what.point === point)!)
const CROWDS = [
  { peers: 1, cases: CASES },
  { peers: 3, cases: wine ? ONE_WAY : CASES },
  { peers: 8, cases: ONE_WAY },
]
const PLAYS: readonly Play[] = CROWDS.flatMap(({ peers, cases }) =>
  (['killed', 'stopped'] as const).flatMap(action => cases.map(what => ({ what, action, peers }))),
)

/** Makes a test of each case among so many processes, with one that is killed and with one that is stopped. */
export function playAmong(peers: number): void {
  const plays = sample(PLAYS).filter(one => one.peers === peers)
  let crowd = createCrowd(stageOf('right'))
  const delays = createDelays()
  const ended = { killed: 0, stopped: 0 }

  afterAll(() => crowd.end())

  test.each(plays.map(one => [nameOf(one), one] as const))('%s', async (name, { what, action }) => {
    let whole = false
    try {
      const played = await play(crowd, what, action, peers)
      const { victim, late, others } = played.scene
      const everybody = [victim, late, ...others]
      const reports = await judge(played, everybody)
      delays.add(name, played, reports)
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
    measured(`faults, among ${peers}: longest call while nobody died`, calm, 'ms')
    measured(`faults: longest call after a death (${worst.name})`, worst.milliseconds, 'ms')
    // A living owner of a lock waits for a processor too. Under Wine, how long anything takes says nothing of Windows.
    if (!wine) expect(worst.milliseconds - calm).toBeLessThan(MOST_MILLISECONDS)
    expect(ended.killed + ended.stopped).toBe(plays.length)
  })
}

function nameOf({ what: { point, doing, file }, action, peers }: Play): string {
  return `one of ${peers} is ${action} at ${point}, ${doing}${file ? ' (file)' : ''}`
}
