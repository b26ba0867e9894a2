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
const first = { pid: 1, rss: 50_000_000, descriptors: 25, workers: 0 }

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
    ['a doorbell too many', ['x.seg', '1.bell', '2.bell', '3.bell']],
    ['a doorbell too few', ['x.seg', '1.bell']],
    ['a second segment', ['x.seg', 'y.seg', '1.bell', '2.bell']],
    ['a file of unknown use', ['x.seg', 'core', '1.bell', '2.bell']],
    ['the store itself gone', ['1.bell', '2.bell']],
  ])('%s', (_, names) => {
    const { leaks, found } = watching()
    leaks.files('memory', names, 2, isStore)
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
  leaks.files('memory', ['x.seg', '1.bell', '2.bell'], 2, isStore)
  leaks.process(first)
  leaks.process({ ...first, rss: 60_000_000, descriptors: 27 })
  // Each living worker has some of its own.
  leaks.process({ ...first, descriptors: 55, workers: 2 })
  expect(found()).toEqual([])
})
