import { describe, expect, test } from 'vitest'
import { createFindings } from './findings.mjs'
import { createLeaks } from './leaks.mjs'

function watching() {
  const findings = createFindings()
  const found = () =>
    Object.keys(findings.checks).filter(name => findings.checks[name]!.violations.length > 0)
  return { leaks: createLeaks(findings), found }
}

const isStore = (name: string) => name.endsWith('.seg')
const bells = ['x.0.a.bell', 'x.1.b.bell']
const first = { pid: 1, rss: 50_000_000, descriptors: 25, bells: [] as string[], workers: 0 }

describe('the leaks that are found', () => {
  test.each([
    ['a slot that a dead one keeps', ['a', 'b', 'dead']],
    ['a slot that a living one has lost', ['a']],
  ])('%s', (_, seen) => {
    const { leaks, found } = watching()
    leaks.peers('memory', ['a', 'b'], [[1, seen]])
    expect(found()).toEqual(['slots'])
  })

  test.each([
    ['a doorbell too many', ['x.seg', ...bells, 'x.2.dead.bell']],
    ['a dead one’s doorbell in the place of a living one’s', ['x.seg', 'x.0.a.bell', 'x.1.dead.bell']],
    ['two doorbells of one slot', ['x.seg', 'x.0.a.bell', 'x.0.b.bell']],
    ['a doorbell too few', ['x.seg', 'x.0.a.bell']],
    ['a second segment', ['x.seg', 'y.seg', ...bells]],
    ['a file of unknown use', ['x.seg', 'core', ...bells]],
    ['the store itself gone', [...bells]],
  ])('%s', (_, names) => {
    const { leaks, found } = watching()
    leaks.files('memory', names, ['a', 'b'], isStore)
    expect(found()).toEqual(['files'])
  })

  test.each([
    ['descriptors', { ...first, descriptors: 40 }],
    ['memory', { ...first, rss: 250_000_000 }],
  ])('%s of a process that lives long', (check, later) => {
    const { leaks, found } = watching()
    leaks.process(first)
    leaks.process(later)
    expect(found()).toEqual([check])
  })
})

test.each([
  ['of the dead', Array.from({ length: 9 }, (_, slot) => `x.${slot}.dead${slot}.bell (deleted)`)],
  ['of one peer, again and again', ['x.0.a.bell', 'x.0.a.bell', 'x.0.a.bell']],
  ['more than are ever kept', Array.from({ length: 66 }, (_, slot) => `x.${slot}.${slot}.bell`)],
])('descriptors of doorbells are found: %s', (_, kept) => {
  const { leaks, found } = watching()
  leaks.process({ ...first, bells: kept })
  expect(found()).toEqual(['bells'])
})

test('what is as it should be is no leak', () => {
  const { leaks, found } = watching()
  leaks.peers(
    'memory',
    ['a', 'b'],
    [
      [1, ['b', 'a']],
      [2, ['a', 'b']],
    ],
  )
  leaks.files('memory', ['x.seg', ...bells], ['a', 'b'], isStore)
  leaks.process(first)
  leaks.process({ ...first, rss: 60_000_000, descriptors: 27 })
  // Each living worker has some of its own.
  leaks.process({ ...first, descriptors: 55, workers: 2 })
  leaks.process({ ...first, bells: [...bells, 'x.0.a.bell', 'x.2.dead.bell (deleted)'] })
  expect(found()).toEqual([])
})
