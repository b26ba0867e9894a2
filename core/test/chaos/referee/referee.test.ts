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
  test('of more than 50 ms after a death are found', () => {
    const { say, findings, referee } = hearing()
    referee.delays.died(2, 1000, 1005)
    say(1, 'u 1001 1070 69')
    expect(findings()).toEqual({ delay: [expect.stringContaining('65.0 ms')] })
  })

  test('of whoever comes to the lock of one who is dead already are found', () => {
    const { say, findings, referee } = hearing()
    referee.delays.died(2, 1000, 1005)
    say(1, 'u 1020 1100 75')
    expect(findings()).toEqual({ delay: [expect.stringContaining('75.0 ms')] })
  })

  test('are by chance where one of very many deaths is met by one, unless it is as long as no scheduler makes it', () => {
    const ofMany = (...lines: string[]) => {
      const { say, findings, referee } = hearing()
      for (let life = 10; life < 60; life += 1) referee.delays.died(life, life * 1000, life * 1000 + 5)
      say(1, ...lines)
      return findings().delay?.length ?? 0
    }
    expect(ofMany('u 10001 10100 99', 'u 20001 20100 99')).toBe(0)
    expect(ofMany('u 10001 10100 99', 'u 20001 20100 99', 'u 30001 30100 99')).toBe(3)
    expect(ofMany('u 10001 15900 5899')).toBeGreaterThan(0)
  })

  test.each([
    ['that end in time', 'u 1001 1050 49', () => {}],
    ['of which the thread waited for a processor', 'u 1001 1100 30', () => {}],
    ['in which the machine stood still', 'u 1001 1100 99', (r: Referee) => r.delays.stalled(1010, 1060)],
    ['that a stopped member may have caused', 'u 1001 1100 99', (r: Referee) => r.delays.stopped(990, 1090)],
    ['that occur when nobody dies, too', 'u 1001 1100 99', (r: Referee) => r.delays.slow(1, 10, 100, 90)],
    ['that are not much longer', 'u 1001 1200 199', (r: Referee) => r.delays.slow(1, 10, 140, 120)],
  ])('%s are nobody’s fault', (_, line, meanwhile) => {
    const { say, findings, referee } = hearing()
    referee.delays.died(2, 1000, 1005)
    meanwhile(referee)
    say(1, line)
    expect(findings()).toEqual({})
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
