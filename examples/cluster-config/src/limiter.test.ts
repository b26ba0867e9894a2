import { createMemoryStore } from '@lockstep/core/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { enrol, setLimit } from './actions.js'
import { hash } from './hash.js'
import { takeToken } from './limiter.js'
import { CLIENTS_PER_SHARD, clusterConfig, SHARDS } from './store.js'

let store = createMemoryStore(clusterConfig)
beforeEach(() => {
  store = createMemoryStore(clusterConfig)
  enrol(store, 1)
  setLimit(store, 'key', { burst: 10, perMinute: 60 })
})

const ask = (client: string, now: number) => takeToken(store, '1', 'key', client, now)
const allowed = (client: string, times: number, now: number) =>
  Array.from({ length: times }, () => ask(client, now).allowed).filter(Boolean).length

/** Names of clients that all belong to the first shard. */
function neighbours(name: string, count: number): string[] {
  const names: string[] = []
  for (let n = 0; names.length < count; n++)
    if (hash(`${name} ${n}`) % SHARDS === 0) names.push(`${name} ${n}`)
  return names
}

describe('a limit', () => {
  test('lets through as many at once as the burst, and counts all', () => {
    expect(allowed('ada', 25, 0)).toBe(10)
    expect(store.getState().workers['1']).toMatchObject({ allowed: 10, limited: 15 })
  })

  test('says what is left, and how long to wait for the next', () => {
    expect(ask('ada', 0)).toEqual({
      allowed: true,
      limit: { burst: 10, perMinute: 60 },
      remaining: 9,
      wait: 0,
    })
    allowed('ada', 9, 0)
    expect(ask('ada', 250)).toMatchObject({ allowed: false, remaining: 0, wait: 750 })
  })

  test('gives tokens back with time, and never more than there were', () => {
    allowed('ada', 10, 0)
    expect(allowed('ada', 5, 999)).toBe(0)
    expect(allowed('ada', 5, 3_000)).toBe(3)
    expect(allowed('ada', 25, 3_600_000)).toBe(10)
  })

  test('is not confused by a worker that looked at the clock earlier and commits later', () => {
    expect(allowed('ada', 10, 5_000)).toBe(10)
    expect(allowed('ada', 5, 0)).toBe(0)
    expect(allowed('ada', 5, 6_000)).toBe(1)
  })

  test('holds for each client, and for each plan', () => {
    allowed('ada', 10, 0)
    expect(ask('bob', 0).allowed).toBe(true)
    expect(takeToken(store, '1', 'address', 'ada', 0).allowed).toBe(true)
    expect(ask('ada', 0).allowed).toBe(false)
  })

  test('acts on the next request when it is changed', () => {
    allowed('ada', 10, 0)
    setLimit(store, 'key', { burst: 12 })
    expect(allowed('ada', 5, 0)).toBe(2)
    setLimit(store, 'key', { burst: 3, perMinute: 600 })
    expect(allowed('ada', 5, 800)).toBe(0)
    expect(allowed('ada', 5, 1_000)).toBe(1)
  })

  test('a request that is refused changes no bucket', () => {
    allowed('ada', 10, 0)
    const { clients } = store.getState()
    ask('ada', 500)
    expect(store.getState().clients).toBe(clients)
  })
})

describe('what is remembered', () => {
  const size = () => store.getState().clients.key[0]!.size

  test('is bounded, however many clients come', () => {
    for (const client of neighbours('somebody', 3 * CLIENTS_PER_SHARD)) ask(client, 0)
    expect(size()).toBe(CLIENTS_PER_SHARD)
  })

  test('is who has used something: those whose buckets are full again make room first', () => {
    for (const client of neighbours('early', CLIENTS_PER_SHARD)) ask(client, 0)
    const [ada] = neighbours('ada', 1)
    allowed(ada!, 10, 1_000)
    expect(size(), 'all others were full again').toBe(1)
  })

  test('is, of too many who have all used something, not the fullest: who is at the limit stays there', () => {
    const [ada] = neighbours('ada', 1)
    allowed(ada!, 10, 0)
    for (const client of neighbours('somebody', 3 * CLIENTS_PER_SHARD)) ask(client, 0)
    expect(ask(ada!, 0).allowed).toBe(false)
  })
})
