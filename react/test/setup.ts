import { afterEach, beforeEach, expect, vi } from 'vitest'
import { complaints } from './complaints.js'

// React asks tests to say that they wait for its work with `act`. Those that watch it schedule by itself say so.
declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  complaints.length = 0
  for (const level of ['error', 'warn'] as const)
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => {
      complaints.push(parts.map(String).join(' '))
    })
})

afterEach(() => {
  vi.restoreAllMocks()
  expect(complaints, 'nothing complains on the console unless the test expects it').toEqual([])
})
