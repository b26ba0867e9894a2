// The referee hears made-up members, who keep to the rules or break one of them: it must see each kind of breach, and
// nothing where there is none.
import { describe, expect, test } from 'vitest'
import { link } from '../ledger.mjs'
import { createReferee } from './referee.mjs'

type Check =
  | 'order'
  | 'lost'
  | 'twice'
  | 'torn'
  | 'fresh'
  | 'delay'
  | 'woken'
  | 'alive'
  | 'slots'
  | 'files'
  | 'descriptors'
type Referee = ReturnType<typeof createReferee>

/** Two members, 1 and 2, of a store that nobody has changed yet. */
function hearing() {
  const referee: Referee = createReferee()
  referee.begin('memory')
  const chains = [0]
  const say = (life: number, ...lines: string[]) => {
    for (const line of lines) referee.hear(life, line)
  }
  for (const life of [1, 2]) {
    referee.born(life, 'memory', false)
    say(life, `o peer${life} 1 0`)
  }
  return {
    referee,
    say,
    /** A commit by the rules: announced, seen by both, acknowledged. */
    commit(life: number, count: number) {
      const version = chains.length
      const id = `${life}.${count}`
      chains.push(link(chains[version - 1], id))
      const seen = [`c ${version} ${id} aa`, `s ${version} ${chains[version]}`]
      say(life, `i ${count} c 1`, ...seen, `a ${count} ${version}`)
      say(3 - life, ...seen)
    },
    chain: (version: number) => chains[version],
    /** What is found when everything up to `head` has been heard. */
    findings(head?: number): Partial<Record<Check, string[]>> {
      referee.inspect('memory', head)
      referee.delays.inspect(1e9)
      referee.delays.conclude()
      const found = Object.entries(referee.findings.checks)
        .map(([name, { violations }]) => [name, violations] as const)
        .filter(([, violations]) => violations.length > 0)
      return Object.fromEntries(found)
    },
  }
}

describe('one order', () => {
  test('is what members have who saw the same, and is looked at', () => {
    const { commit, findings, referee } = hearing()
    for (const count of [1, 2, 3]) for (const life of [1, 2]) commit(life, count)
    expect(findings(6)).toEqual({})
    expect(referee.findings.counts).toMatchObject({ commits: 6, acknowledged: 6 })
    for (const check of ['order', 'lost', 'twice', 'torn', 'fresh'] as const)
      expect(referee.findings.checks[check]!.looked, check).toBeGreaterThan(0)
  })

  test('is broken where two members saw different commits at a version', () => {
    const { commit, say, findings } = hearing()
    commit(1, 1)
    say(1, 'i 2 c 1', 'c 2 1.2 aa', 'a 2 2')
    say(2, 'i 1 c 1', 'c 2 2.1 bb', 'a 1 2')
    expect(findings(2).order?.[0]).toContain('version 2: id 1.2 (life 1), 2.1 (life 2)')
  })

  test('is broken where the same commit changed something else', () => {
    const { say, findings } = hearing()
    say(1, 'i 1 c 1', 'c 1 1.1 aa', 'a 1 1')
    say(2, 'c 1 1.1 ab')
    expect(findings(1)).toEqual({ order: [expect.stringContaining('digest aa (life 1), ab (life 2)')] })
  })

  test('is broken where a state does not follow from its commits', () => {
    const { say, findings } = hearing()
    say(1, 'i 1 c 1', 'c 1 1.1 aa', 's 1 12345', 'a 1 1')
    expect(findings(1)).toEqual({ order: [expect.stringContaining('does not follow')] })
  })

  test('is broken where a member is told of versions that do not follow each other', () => {
    const { commit, say, findings } = hearing()
    commit(1, 1)
    commit(1, 2)
    say(2, 'c 1 1.1 aa')
    expect(findings(2)).toEqual({ order: ['life 2 told of version 1 (c) after 2'] })
  })

  test('is broken where whoever was lapped finds other commits behind it', () => {
    const { commit, say, findings } = hearing()
    commit(1, 1)
    commit(2, 1)
    say(2, 'j 3', 'r 3 77 2.1 1.1 1.2')
    expect(Object.keys(findings(2))).toEqual(['order'])
  })

  test('is known also of a commit whose maker died before anybody saw it', () => {
    const { commit, say, chain, findings, referee } = hearing()
    commit(1, 1)
    say(2, 'i 1 c 1')
    referee.ended(2)
    const then = link(chain(1), '2.1')
    say(1, 'j 2', `r 2 ${then}`, 'i 2 c 1', `c 3 1.2 aa`, `s 3 ${link(then, '1.2')}`, 'a 2 3')
    expect(findings(3)).toEqual({})
    expect(referee.findings.counts['commits that nobody acknowledged']).toBe(1)
  })
})

describe('nothing lost, nothing twice', () => {
  test('an acknowledged commit that is not there is lost', () => {
    const { commit, say, findings } = hearing()
    commit(1, 1)
    say(1, 'i 2 c 1', 'a 2 2')
    expect(findings(1)).toEqual({ lost: [expect.stringContaining('1.2 was acknowledged as version 2')] })
  })

  test('so is one that is somebody else’s at its version', () => {
    const { commit, say, findings } = hearing()
    say(1, 'i 1 c 1', 'a 1 1')
    commit(2, 1)
    expect(findings(1)).toEqual({ lost: [expect.stringContaining('where there is 2.1')] })
  })

  test.each([
    ['a commit that is there twice', ['i 1 c 1', 'c 1 1.1 aa', 'a 1 1', 'c 2 1.1 aa'], 2],
    ['a commit that nobody announced', ['c 1 1.1 aa'], 1],
    ['a commit that was refused', ['i 1 c 1', 'x 1 LOCKSTEP_FULL', 'c 1 1.1 aa'], 1],
    ['commits of one member in another order', ['i 1 c 1', 'i 2 c 1', 'c 1 1.2 aa', 'c 2 1.1 aa'], 2],
  ])('%s is found', (_, lines, head) => {
    const { say, findings } = hearing()
    say(1, ...lines)
    expect(Object.keys(findings(head))).toContain('twice')
  })
})

describe('who sleeps', () => {
  test('is found where it is never told of an acknowledged commit', () => {
    const { commit, say, chain, findings, referee } = hearing()
    commit(1, 1)
    say(1, 'i 2 c 1', 'c 2 1.2 aa', `s 2 ${link(chain(1), '1.2')}`, 'a 2 2')
    expect(referee.asleep()).toEqual([2])
    referee.allWereWoken()
    expect(findings(2)).toEqual({
      woken: [expect.stringContaining('life 2 sleeps at version 1 although 2 was acknowledged')],
    })
    // Once is enough, and nobody has to wait for it again.
    expect(referee.asleep()).toEqual([])
  })

  test('may be told late of a commit that nobody acknowledged, and of nothing once it is closed', () => {
    const { commit, say, chain, findings, referee } = hearing()
    commit(1, 1)
    say(1, 'i 2 c 1', 'c 2 1.2 aa', `s 2 ${link(chain(1), '1.2')}`)
    expect(referee.asleep()).toEqual([])
    say(1, 'a 2 2')
    say(2, 'v')
    expect(referee.asleep()).toEqual([])
    referee.allWereWoken()
    expect(findings(2)).toEqual({})
    expect(referee.findings.checks['woken']!.looked).toBe(1)
  })
})

test('a commit that is refused for want of room is found where there is room', () => {
  const { say, findings } = hearing()
  say(1, 'i 1 c 1', 'x 1 LOCKSTEP_FULL 200000')
  expect(findings()).toEqual({})
  say(1, 'i 2 c 1', 'x 2 LOCKSTEP_FULL 5000')
  expect(findings()).toEqual({ alive: [expect.stringContaining('the state weighs 5000')] })
})

test('commits of which nobody knows whose they are cannot be more than members who died', () => {
  const { commit, say, findings, referee } = hearing()
  commit(1, 1)
  referee.delays.died(9, 'memory', 10, 15)
  say(1, 'j 2', 'r 2 77')
  expect(findings(2)).toEqual({})
  say(1, 'j 3', 'r 3 78')
  expect(findings(3)).toEqual({ twice: [expect.stringContaining('although only 1 members died')] })
})

test('a torn state is found', () => {
  const { say, findings } = hearing()
  say(1, 't 5 left 5, right 4')
  expect(findings()).toEqual({ torn: [expect.stringContaining('left 5, right 4')] })
})

describe('old states', () => {
  test('are found where a member reads one after a newer commit was acknowledged', () => {
    const { commit, say, findings } = hearing()
    commit(1, 1)
    say(2, 'l 1 0')
    expect(findings(1)).toEqual({ fresh: [expect.stringContaining('read version 0 although 1')] })
  })

  test('are found where one joins with it', () => {
    const { commit, say, findings, referee } = hearing()
    commit(1, 1)
    referee.born(3, 'memory', false)
    say(3, 'o peer3 1 0')
    expect(Object.keys(findings(1))).toEqual(['fresh'])
  })
})

describe('delays', () => {
  /** One death each four seconds, and an update that takes `waits()` after each, `otherwise()` in between. */
  function dying(deaths: number, waits: (turn: number) => number, otherwise: (turn: number) => number) {
    const heard = hearing()
    const update = (start: number, length: number) =>
      length > 0 && heard.say(1, `u ${start} ${start + length} ${length}`)
    for (let turn = 1; turn <= deaths; turn += 1) {
      const at = turn * 4000
      heard.referee.delays.died(100 + turn, 'memory', at, at + 5)
      update(at + 1, waits(turn))
      for (let quarter = 1; quarter < 4; quarter += 1) update(at + quarter * 1000, otherwise(turn + quarter))
    }
    return heard
  }
  const never = () => 0
  const always = (wait: number) => () => wait
  const seldom = (turn: number) => (turn % 5 === 0 ? 900 : 3)

  test.each([
    ['600 ms, also on a machine where a fifth of all updates takes 900 ms', 60, always(600), seldom],
    ['80 ms, where nothing else takes long', 60, always(80), never],
    ['600 ms after some of many deaths', 200, (turn: number) => (turn % 3 === 0 ? 600 : 3), never],
  ])('are found: %s', (_, deaths, waits, otherwise) => {
    expect(dying(deaths, waits, otherwise).findings()).toEqual({
      delay: [expect.stringMatching(/^after \d+ of \d+ deaths somebody waited more than 50 ms/)],
    })
  })

  test.each([
    ['up to 49 ms', 60, always(49), never],
    ['as frequent when nobody dies', 200, (turn: number) => seldom(turn * 7), always(900)],
    ['of a few among many', 60, (turn: number) => (turn < 9 ? 600 : 3), never],
    ['of so few that they may be chance', 8, always(600), never],
  ])('are nobody’s fault: %s', (_, deaths, waits, otherwise) => {
    expect(dying(deaths, waits, otherwise).findings()).toEqual({})
  })

  test('of several seconds are found where they occur once, unless others are as long', () => {
    const once = (turn: number) => (turn === 3 ? 3900 : 3)
    expect(dying(5, once, never).findings()).toEqual({ delay: [expect.stringContaining('3896.0 ms longer')] })
    expect(dying(5, once, turn => (turn === 8 ? 2500 : 0)).findings()).toEqual({})
  })

  /** What one update beside one death counts. */
  function waited(line: string, meanwhile: (referee: Referee) => void = () => {}) {
    const { say, findings, referee } = hearing()
    referee.delays.died(2, 'memory', 1000, 1005)
    meanwhile(referee)
    say(1, line)
    findings()
    return referee.delays.figures().worst
  }

  test.each<[string, string, number, ((referee: Referee) => void)?]>([
    ['from the death on', 'u 1001 1070 69', 65],
    ['of whoever comes to the lock of one who is dead already', 'u 1020 1100 75', 75],
    ['but not of whoever comes much later', 'u 1120 1200 75', 0],
    ['but not while the thread waited for a processor', 'u 1001 1100 30', 30],
    ['but not while the machine stood still', 'u 1001 1105 99', 49, r => r.delays.stalled(1010, 1060)],
    [
      'but not beside a stopped writer, who may have caused it',
      'u 1001 1105 99',
      0,
      r => r.delays.stopped('memory', false, 990, 1090),
    ],
    [
      'also beside a stopped reader, who slows nobody',
      'u 1001 1105 99',
      99,
      r => r.delays.stopped('memory', true, 990, 1090),
    ],
    [
      'also beside a stopped writer of another store',
      'u 1001 1105 99',
      99,
      r => r.delays.stopped('file', false, 990, 1090),
    ],
  ])('count %s', (_, line, counts, meanwhile) => {
    expect(waited(line, meanwhile)).toBe(counts)
  })
})

describe('schemas', () => {
  test('of a commit that was announced to a store that has ended, and is in the next one, nothing is said but that', () => {
    const { say, findings } = hearing()
    say(1, 'i 7 c 1', 'c 1 1.5 aa', 'c 2 1.7 bb', 'a 7 2')
    expect(findings(2)).toEqual({ twice: [expect.stringContaining('nobody asked for the commit 1.5')] })
  })

  test('a commit by somebody older than the file is found', () => {
    const { commit, say, chain, findings } = hearing()
    commit(1, 1)
    say(2, 'i 1 m 2', `r 2 ${link(chain(1), '2.1')} 1.1 2.1`, 'a 1 2')
    say(1, 'j 2', 'i 2 c 1', 'c 3 1.2 aa', 'a 2 3')
    expect(findings(3)).toEqual({ schema: [expect.stringContaining('1.2 is of schema 1, the store of 2')] })
  })

  test('a migration to the schema that is there already is found', () => {
    const { say, findings } = hearing()
    say(1, 'i 1 m 1', `r 1 ${link(0, '1.1')} 1.1`, 'a 1 1')
    expect(Object.keys(findings(1))).toEqual(['schema'])
  })
})

test.each([
  ['q damaged peer1 LOCKSTEP_DAMAGED', 'was closed: damaged'],
  ['e TypeError: x is not a function', 'TypeError'],
  ['x 1 LOCKSTEP_BUSY', 'LOCKSTEP_BUSY'],
  ['f LOCKSTEP_PEERS 1 none left', 'could not join'],
])('a member that says "%s" does not go on as it should', (line, text) => {
  const { say, findings } = hearing()
  say(1, line)
  expect(findings()).toEqual({ alive: [expect.stringContaining(text)] })
})
