import { connectStore, createMemoryStore, type Store, serveStore } from '@lockstep/core/relay'
import { beforeEach, expect, test } from 'vitest'
import { enrol, provideToken, setFlag, setLimit } from '../actions.js'
import { takeToken } from '../limiter.js'
import { type ClusterState, clusterConfig } from '../store.js'
import { adminPolicy } from './policy.js'

let store: Store<ClusterState>
let page: Store<ClusterState>

beforeEach(async () => {
  store = createMemoryStore(clusterConfig)
  enrol(store, 1)
  provideToken(store, 'secret')
  takeToken(store, '1', 'key', 'somebody', 0)
  const { port1, port2 } = new MessageChannel()
  serveStore(store, port1, { ...adminPolicy, onRefused: () => {} })
  page = await connectStore(clusterConfig, port2)
  return () => page.close()
})

test('a page sets flags and limits', async () => {
  setFlag(page, 'shout', { on: true })
  setFlag(page, 'shout', { percent: 5 })
  setLimit(page, 'address', { burst: 7 })
  await page.confirmed()
  expect(store.getState().flags.shout).toEqual({ on: true, percent: 5 })
  expect(store.getState().limits.address).toEqual({ burst: 7, perMinute: 60 })
})

test('a page sees the counts, and neither the token nor who the clients are', async () => {
  expect(Object.keys(page.getState()).sort()).toEqual(['flags', 'limits', 'retired', 'workers'])
  expect(page.getState().workers['1']).toMatchObject({ allowed: 1, limited: 0 })
})

const { flags, limits } = clusterConfig.initialState

test.each<[what: string, label: string | undefined, change: object]>([
  ['a share of more than all', 'set flag', { flags: { ...flags, shout: { on: true, percent: 101 } } }],
  ['a share of no number', 'set flag', { flags: { ...flags, shout: { on: true, percent: Number.NaN } } }],
  ['a flag neither on nor off', 'set flag', { flags: { ...flags, shout: { on: 1, percent: 100 } } }],
  ['a flag that nobody knows', 'set flag', { flags: { ...flags, other: { on: true, percent: 1 } } }],
  ['a flag less', 'set flag', { flags: { shout: flags.shout } }],
  ['a limit of nothing', 'set limit', { limits: { ...limits, key: { burst: 0, perMinute: 1 } } }],
  ['a limit without bounds', 'set limit', { limits: { ...limits, key: { burst: 1, perMinute: 1e9 } } }],
  [
    'a limit under the label of flags',
    'set flag',
    { limits: { ...limits, key: { burst: 5, perMinute: 5 } } },
  ],
  ['a change without a label', undefined, { flags: { ...flags, shout: { on: true, percent: 100 } } }],
  ['counts', 'set flag', { retired: { workers: 0, allowed: 5, limited: 0 } }],
  ['a token', 'set flag', { token: 'mine' }],
  ['a request', 'request', { workers: {} }],
])('refuses %s', async (_, label, change) => {
  const before = store.getState()
  page.setState(change, label === undefined ? {} : { label })
  await expect(page.confirmed()).rejects.toMatchObject({ code: 'LOCKSTEP_REFUSED' })
  expect(store.getState()).toBe(before)
})
