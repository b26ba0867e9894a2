import { expect, test } from 'vitest'
import { CASES } from './harness/cases.js'
import { POINTS } from './harness/points.js'

test('every fault point is reached by some case', () => {
  const reached = new Set(CASES.map(({ point }) => point))
  expect(POINTS.filter(point => !reached.has(point))).toEqual([])
  expect(POINTS.length).toBeGreaterThan(50)
})
