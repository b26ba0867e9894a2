// The control of the verdict: each promise that it looks after, broken in made-up reports, is found.
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { windows } from '../process/harness/windows.js'
import { CASES } from './harness/cases.js'
import type { Acknowledged, Peer } from './harness/crowd.js'
import { createDelays } from './harness/delays.js'
import type { Action, Played } from './harness/play.js'
import { judge, type Report } from './harness/verdict.js'

/** One that died after two acknowledged commits, one that lives with one, and one that came late. */
function madeUp() {
  const directory = join(tmpdir(), `verdict-${randomUUID()}`)
  mkdirSync(directory)
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const files = windows
    ? ['store.seg']
    : ['store.seg', 'store.0.0000000000000001.bell', 'store.1.0000000000000002.bell']
  for (const file of files) writeFileSync(join(directory, file), '')
  const heard: [number, string][] = [
    [1, '1:1'],
    [2, '2:1'],
    [3, '1:2'],
  ]
  const report = { wrong: undefined, version: 3, peers: 2, digest: 'same', made: { 1: 2, 2: 1 }, heard }
  return {
    directory,
    files: [...files],
    dead: [
      { life: 1, count: 1, version: 1 },
      { life: 1, count: 2, version: 3 },
    ] as Acknowledged[],
    living: [{ life: 2, count: 1, version: 2 }] as Acknowledged[],
    reports: [
      { ...report, life: 2 },
      { ...report, life: 3 },
    ] as Report[],
    action: 'killed' as Action,
    /** The case in which it happened. */
    what: CASES.find(({ doing, file }) => doing === 'commit' && !file)!,
    /** What is left when all have closed it. */
    left: [] as string[],
  }
}
type Story = ReturnType<typeof madeUp>

async function judged(story: Story): Promise<string> {
  const peer = (acknowledged: Acknowledged[], report?: Report) =>
    ({ acknowledged, ask: async () => report }) as unknown as Peer
  const victim = peer(story.dead)
  const other = peer(story.living, story.reports[0])
  const late = peer([], story.reports[1])
  const { directory } = story
  const open = new Set([other, late])
  const scene = {
    what: story.what,
    directory,
    victim,
    others: [other],
    late,
    open,
    async leave(one: Peer) {
      open.delete(one)
      if (open.size > 0) return []
      for (const file of story.files) rmSync(join(directory, file), { force: true })
      for (const file of story.left) writeFileSync(join(directory, file), '')
      return []
    },
  }
  const played = {
    scene,
    action: story.action,
    fault: { point: story.what.point, at: 0 },
  } as unknown as Played
  try {
    const { fresh } = await judge(played, [victim, other, late])
    return fresh ? 'fresh' : 'right'
  } catch (error) {
    return `${error}`
  }
}

test('what is right is found right, one commit more of the dead among it', async () => {
  expect(await judged(madeUp())).toBe('right')
  const story = madeUp()
  story.dead.pop()
  expect(await judged(story)).toBe('right')
})

const set = (story: Story, index: number, change: Partial<Report>) => {
  story.reports[index] = { ...story.reports[index]!, ...change }
}
const setAll = (story: Story, change: Partial<Report>) => {
  for (const index of [0, 1]) set(story, index, change)
}

test.each<[string, (story: Story) => void, RegExp]>([
  ['a lost commit', story => setAll(story, { made: { 1: 1, 2: 1 } }), /lost or more/],
  ['a lost commit of the living', story => setAll(story, { made: { 1: 2 } }), /lost or more/],
  ['two commits of the dead that nobody was told of', story => story.dead.splice(0), /lost or more/],
  [
    'a commit of the living that nobody was told of',
    story => Object.assign(story, { action: 'stopped', living: [] }),
    /lost or more/,
  ],
  [
    'a commit under another version',
    story => void story.living.splice(0, 1, { life: 2, count: 1, version: 3 }),
    /2:1/,
  ],
  ['another order', story => set(story, 1, { heard: [[1, '2:1']] }), /version 1|1:1/],
  ['another state', story => set(story, 1, { digest: 'other' }), /deeply equal/],
  ['another version', story => set(story, 1, { version: 2 }), /2/],
  ['a torn state', story => set(story, 0, { wrong: { left: 1, right: 2 } }), /left/],
  ['a peer that is not there any more', story => setAll(story, { peers: 3 }), /3/],
  [
    'a doorbell of the dead',
    story => writeFileSync(join(story.directory, 'store.2.0000000000000003.bell'), ''),
    /length/,
  ],
  ['a segment that nobody has open', story => story.left.push('store.seg'), /store\.seg/],
])('%s is found', async (_, change, found) => {
  const story = madeUp()
  change(story)
  expect(await judged(story)).toMatch(found)
})

test.skipIf(windows)('a place of the dead that nobody took is found', async () => {
  const story = madeUp()
  rmSync(join(story.directory, 'store.1.0000000000000002.bell'))
  const kept = 'store.2.0000000000000002.bell'
  writeFileSync(join(story.directory, kept), '')
  story.files.push(kept)
  expect(await judged(story)).toMatch(/1/)
  expect(await judged(story)).not.toBe('right')
})

test('a store begins afresh only where nobody need have had it open', async () => {
  const lastOf = (point: string) =>
    CASES.find(what => what.point === point && what.doing === 'leave last' && !what.file)!
  const story = madeUp()
  setAll(story, { made: { 3: 0 }, version: 0, heard: [] })
  expect(await judged(story)).toMatch(/lost or more/)
  story.what = lastOf('detach.cleared')
  expect(await judged({ ...madeUp(), reports: story.reports, what: story.what })).toBe('fresh')
  expect(await judged({ ...madeUp(), reports: story.reports, what: story.what, action: 'stopped' })).toMatch(
    /lost/,
  )
  const gone = lastOf('leave.released')
  expect(await judged({ ...madeUp(), reports: story.reports, what: gone, action: 'stopped' })).toBe('fresh')
})

test('a call counts against the dead from its death on, also when it begins later, and never as calm', () => {
  const delays = createDelays()
  const killed = { action: 'killed' as const, fault: { point: 'commit.locked', at: 1000 } }
  delays.add('calm', killed, [{ start: 900, end: 940, net: 40 }])
  delays.add('held up', killed, [{ start: 900, end: 1060, net: 160 }])
  expect([delays.calm, delays.worst.milliseconds]).toEqual([40, 60])
  delays.add('held up later', killed, [{ start: 1500, end: 1700, net: 200 }])
  expect([delays.calm, delays.worst]).toEqual([40, { milliseconds: 200, name: 'held up later' }])
  delays.add('stopped', { ...killed, action: 'stopped' }, [{ start: 1100, end: 2100, net: 1000 }])
  expect([delays.calm, delays.worst.milliseconds]).toEqual([40, 200])
})
