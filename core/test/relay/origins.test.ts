import { expect, test } from 'vitest'
import { decodeCommit, decodeState, encodeCommit, encodeState } from '../../src/commit/codec.js'
import { createOrigins } from '../../src/commit/origins.js'

const client = (number: number) => number.toString(16).padStart(16, '0')

test('an origin travels in its commit, and the last one of each client in snapshots', () => {
  const origin = { client: client(7), sequence: 3, version: 12 }
  expect(decodeCommit(encodeCommit([], 'label', origin))).toEqual({ patches: [], label: 'label', origin })
  const origins = createOrigins()
  origins.note({ client: client(7), sequence: 2, version: 9 })
  origins.note({ client: client(8), sequence: 1, version: 10 })
  origins.note(origin)
  const decoded = decodeState(encodeState({ n: 1 }, origins))
  expect(decoded.state).toEqual({ n: 1 })
  expect(decoded.origins.find(client(7))).toEqual(origin)
  expect(decoded.origins.find(client(8))?.sequence).toBe(1)
  expect(decoded.origins.find(client(9))).toBeUndefined()
})

test('a snapshot never grows by more than the commits since, however many clients commit', () => {
  const origins = createOrigins()
  let before = encodeState({}, origins).length
  for (let version = 1; version <= 1100; version += 1) {
    const origin = { client: client(version % 1060), sequence: version, version }
    origins.note(origin)
    // Around the first clients and the first that are forgotten.
    if (version > 5 && version < 1020) continue
    if (version === 1020) before = encodeState({}, origins).length
    const after = encodeState({}, origins).length
    expect(after - before).toBeLessThanOrEqual(encodeCommit([], undefined, origin).length)
    before = after
  }
})

test('who was silent for long is forgotten, and that is known', () => {
  const origins = createOrigins()
  for (let version = 1; version <= 1025; version += 1) {
    origins.note({ client: client(version), sequence: 1, version })
  }
  for (const known of [origins, decodeState(encodeState(null, origins)).origins]) {
    expect(known.find(client(1))).toBeUndefined()
    expect(known.find(client(2))).toBeDefined()
    // A commit that was sent on version 0 can have been the forgotten one; one sent on version 1 cannot.
    expect([known.mayHaveForgotten(0), known.mayHaveForgotten(1)]).toEqual([true, false])
  }
})
