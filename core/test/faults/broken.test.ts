// The control of the others: each rule that scripts/faults/rules.mjs breaks must be found by the case that is named
// here. A test that finds nothing where something is wrong proves nothing where nothing is.
import { expect, onTestFinished, test } from 'vitest'
import { CASES, type Case } from './harness/cases.js'
import { createCrowd } from './harness/crowd.js'
import { createDelays, MOST_MILLISECONDS } from './harness/delays.js'
import { play } from './harness/play.js'
import { stageOf } from './harness/stage.js'
import { judge } from './harness/verdict.js'

const rules = [
  {
    rule: 'cleared-before-rung',
    sentence: 'a doorbell that is cleared before it rings lets others sleep through commits',
    point: 'ring.found',
    doing: 'commit',
    file: false,
    peers: 3,
    symptom: /a commit to be heard of/,
  },
  {
    rule: 'published-before-written',
    sentence: 'a head that is published before its record leaves half a commit',
    point: 'record.half',
    doing: 'commit',
    file: false,
    peers: 3,
    symptom: /LOCKSTEP_(DAMAGED|CLOSED)/,
  },
  {
    rule: 'never-taken-over',
    sentence: "a dead peer's lock that nobody takes over blocks everybody",
    point: 'commit.locked',
    doing: 'commit',
    file: false,
    peers: 3,
    symptom: /LOCKSTEP_BUSY/,
  },
  {
    rule: 'asked-late',
    sentence: 'a dead peer that is asked about once in a second holds others up',
    point: 'commit.locked',
    doing: 'commit',
    file: false,
    peers: 3,
    symptom: /held up/,
  },
  {
    rule: 'slot-in-use',
    sentence: 'a snapshot that is written over the newest one leaves none',
    point: 'slot.half',
    doing: 'commit',
    file: true,
    // Others would write the next one.
    peers: 1,
    symptom: /LOCKSTEP_DAMAGED/,
  },
  {
    rule: 'shared-before-whole',
    sentence: 'a file whose magic is written first holds no state',
    point: 'create.state',
    doing: 'create',
    file: true,
    peers: 1,
    symptom: /LOCKSTEP_DAMAGED/,
  },
] as const

const named = rules.map(rule => [rule.sentence, rule] as const)
test.each(named)('%s', async (_, { rule, point, doing, file, peers, symptom }) => {
  const what = CASES.find(known => known.point === point && known.doing === doing && known.file === file)!
  expect(await symptomOf('right', what, peers)).toBe('none')
  expect(await symptomOf(rule, what, peers)).toMatch(symptom)
})

async function symptomOf(build: string, what: Case, peers: number): Promise<string> {
  const crowd = createCrowd(stageOf(build))
  onTestFinished(() => crowd.end())
  try {
    const played = await play(crowd, what, 'killed', peers)
    const { victim, late, others } = played.scene
    const delays = createDelays()
    delays.add(what.point, played, (await judge(played, [victim, late, ...others])).slow)
    return delays.worst.milliseconds - delays.calm > MOST_MILLISECONDS ? 'held up' : 'none'
  } catch (error) {
    return `${error}`
  }
}
