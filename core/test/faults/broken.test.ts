// The control of faults.test.ts: each rule that scripts/faults/rules.mjs breaks must be found by the case that is named
// here. A test that finds nothing where something is wrong proves nothing where nothing is.
import { expect, onTestFinished, test } from 'vitest'
import { CASES } from './harness/cases.js'
import { createCrowd } from './harness/crowd.js'
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
    symptom: /a commit to be heard of/,
  },
  {
    rule: 'published-before-written',
    sentence: 'a head that is published before its record leaves half a commit',
    point: 'record.half',
    doing: 'commit',
    file: false,
    symptom: /LOCKSTEP_DAMAGED|chain|checksum/,
  },
  {
    rule: 'never-taken-over',
    sentence: "a dead peer's lock that nobody takes over blocks everybody",
    point: 'commit.locked',
    doing: 'commit',
    file: false,
    symptom: /LOCKSTEP_BUSY/,
  },
  {
    rule: 'slot-in-use',
    sentence: 'a snapshot that is written over the newest one leaves none',
    point: 'slot.half',
    doing: 'commit',
    file: true,
    symptom: /LOCKSTEP_DAMAGED/,
  },
  {
    rule: 'shared-before-whole',
    sentence: 'a file whose magic is written first holds no state',
    point: 'create.header',
    doing: 'create',
    file: true,
    symptom: /LOCKSTEP_DAMAGED/,
  },
] as const

test.each(rules)('$sentence', async ({ rule, point, doing, file, symptom }) => {
  const what = CASES.find(known => known.point === point && known.doing === doing && known.file === file)!
  expect(await symptomOf('right', what)).toBe('none')
  expect(await symptomOf(rule, what)).toMatch(symptom)
})

async function symptomOf(build: string, what: (typeof CASES)[number]): Promise<string> {
  const crowd = createCrowd(stageOf(build))
  onTestFinished(() => crowd.end())
  try {
    const played = await play(crowd, what, 'killed', 3)
    const { victim, late, others } = played.scene
    await judge(played, [victim, late, ...others])
    return 'none'
  } catch (error) {
    return `${error}`
  }
}
