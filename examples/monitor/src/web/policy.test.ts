import { connectStore, createMemoryStore, type Store, serveStore } from '@lockstep/core/relay'
import { beforeEach, expect, test } from 'vitest'
import { acknowledgeAlert, raiseAlert, setThreshold } from '../actions.js'
import { type MonitorState, monitor } from '../store.js'
import { pagePolicy } from './policy.js'

let store: Store<MonitorState>
let page: Store<MonitorState>
let refusals: string[]

beforeEach(async () => {
  store = createMemoryStore(monitor)
  raiseAlert(store, 'cpu', 95)
  const { port1, port2 } = new MessageChannel()
  refusals = []
  serveStore(store, port1, { ...pagePolicy, onRefused: ({ reason }) => refusals.push(reason) })
  page = await connectStore(monitor, port2)
  return () => page.close()
})

test('a page sets thresholds and acknowledges alerts', async () => {
  setThreshold(page, 'memory', 42.5)
  setThreshold(page, 'load', 0.15)
  acknowledgeAlert(page, page.getState().alerts[0]!.id)
  await page.confirmed()
  expect(store.getState().thresholds).toEqual({ cpu: 90, memory: 42.5, load: 0.15 })
  expect(store.getState().alerts[0]?.acknowledgedAt).toEqual(expect.any(Number))
})

const sneaky = 'set cpu threshold'

test.each<[what: string, label: string, change: object]>([
  ['a threshold out of its bounds', sneaky, { thresholds: { cpu: 101, memory: 90, load: 2 } }],
  ['a threshold between its steps', sneaky, { thresholds: { cpu: 50.5, memory: 90, load: 2 } }],
  ['a threshold that is no number', sneaky, { thresholds: { cpu: '50', memory: 90, load: 2 } }],
  ['a threshold that is not any', sneaky, { thresholds: { cpu: Number.NaN, memory: 90, load: 2 } }],
  ["another metric's threshold", sneaky, { thresholds: { cpu: 90, memory: 50, load: 2 } }],
  ['a threshold of nothing', sneaky, { thresholds: { cpu: 90, memory: 90, load: 2, disk: 5 } }],
  ['a commit under another label', 'sample', { thresholds: { cpu: 50, memory: 90, load: 2 } }],
  ['a sample', sneaky, { cpu: { total: 1, cores: [] } }],
  ['an alert less', 'acknowledge alert', { alerts: [] }],
  ['an address of the page', sneaky, { web: { port: 1, key: 'mine' } }],
])('refuses %s', async (_, label, change) => {
  const before = store.getState()
  page.setState(change, { label })
  await expect(page.confirmed()).rejects.toMatchObject({ code: 'LOCKSTEP_REFUSED' })
  expect(store.getState()).toBe(before)
  expect(page.getState()).toEqual(before)
  expect(refusals).toHaveLength(1)
})

test.each([['yesterday'], [Number.NaN], [undefined]])('refuses an alert acknowledged at %s', async time => {
  page.update(
    draft => {
      ;(draft.alerts[0] as { acknowledgedAt: unknown }).acknowledgedAt = time
    },
    { label: 'acknowledge alert' },
  )
  await expect(page.confirmed()).rejects.toThrow('an alert is acknowledged at no time')
  expect(store.getState().alerts[0]?.acknowledgedAt).toBeNull()
})
