import { createMemoryStore } from '@lockstep/core/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { acknowledgeAlert, addNotice, clearAlert, raiseAlert, recordSample, setThreshold } from './actions.js'
import type { Sample } from './proc/sampler.js'
import { timeline } from './select.js'
import { ALERTS_KEPT, HISTORY_LENGTH, monitor, NOTICES_KEPT } from './store.js'

let store = createMemoryStore(monitor)
beforeEach(() => {
  store = createMemoryStore(monitor)
})

function sample(cpu: number): Sample {
  return {
    host: 'here',
    time: 1_000 + cpu,
    cpu: { total: cpu, cores: [cpu] },
    memory: { total: 100, used: 50 },
    load: [1, 2, 3],
    network: [],
    processes: undefined,
    point: { cpu, memory: 50, received: 0, sent: 0 },
  }
}

describe('samples', () => {
  test('the history is one minute long and in order, however long the collector runs', () => {
    for (let n = 0; n < HISTORY_LENGTH * 2 + 7; n++) recordSample(store, sample(n))
    const { history } = store.getState()
    expect(history.points).toHaveLength(HISTORY_LENGTH)
    expect(timeline(history).map(({ cpu }) => cpu)).toEqual(
      Array.from({ length: HISTORY_LENGTH }, (_, index) => HISTORY_LENGTH + 7 + index),
    )
  })

  test('a young history is as long as it is', () => {
    for (let n = 0; n < 3; n++) recordSample(store, sample(n))
    expect(timeline(store.getState().history).map(({ cpu }) => cpu)).toEqual([0, 1, 2])
  })

  test('a new sample touches one point of the history', () => {
    for (let n = 0; n < HISTORY_LENGTH; n++) recordSample(store, sample(n))
    const paths: string[] = []
    store.onCommit(event => {
      if (event.type === 'commit') paths.push(...event.patches.map(({ path }) => path.join('.')))
    })
    recordSample(store, sample(1_000))
    const changed = paths.filter(path => path.startsWith('history'))
    expect(changed).toContain('history.taken')
    expect(changed.every(path => path === 'history.taken' || path.startsWith('history.points.0'))).toBe(true)
  })

  test('a sample without a process table leaves the one that is there', () => {
    const processes = [{ pid: 1, name: 'init', cpu: 0, memory: 1 }]
    recordSample(store, { ...sample(1), processes })
    recordSample(store, sample(2))
    expect(store.getState().processes).toEqual(processes)
  })
})

describe('thresholds', () => {
  test.each([
    ['cpu', 0, 1],
    ['cpu', 42.4, 42],
    ['memory', 250, 100],
    ['load', 0.149, 0.15],
    ['load', -3, 0.05],
  ] as const)('%s to %d becomes %d', (metric, wanted, allowed) => {
    setThreshold(store, metric, wanted)
    expect(store.getState().thresholds[metric]).toBe(allowed)
  })
})

describe('alerts', () => {
  test('two who raise the same alert raise one; once it is cleared it can be raised again', () => {
    raiseAlert(store, 'cpu', 95)
    raiseAlert(store, 'cpu', 97)
    raiseAlert(store, 'memory', 91)
    expect(store.getState().alerts.map(({ metric, value }) => [metric, value])).toEqual([
      ['cpu', 95],
      ['memory', 91],
    ])
    clearAlert(store, 'cpu')
    raiseAlert(store, 'cpu', 99)
    const [first, , third] = store.getState().alerts
    expect(first?.clearedAt).toEqual(expect.any(Number))
    expect(third).toMatchObject({ metric: 'cpu', value: 99, threshold: 90, clearedAt: null })
  })

  test('clearing what is not raised and acknowledging twice commit nothing', () => {
    clearAlert(store, 'load')
    expect(store.version).toBe(0)
    raiseAlert(store, 'load', 3)
    const { id } = store.getState().alerts[0]!
    acknowledgeAlert(store, id)
    const { version } = store
    acknowledgeAlert(store, id)
    acknowledgeAlert(store, 'nobody')
    expect(store.version).toBe(version)
    expect(store.getState().alerts[0]?.acknowledgedAt).toEqual(expect.any(Number))
  })

  test('the lists stay short', () => {
    for (let n = 0; n < 100; n++) {
      raiseAlert(store, 'cpu', n)
      clearAlert(store, 'cpu')
      addNotice(store, `notice ${n}`)
    }
    expect(store.getState().alerts).toHaveLength(ALERTS_KEPT)
    expect(store.getState().alerts.at(-1)?.value).toBe(99)
    expect(store.getState().notices).toHaveLength(NOTICES_KEPT)
  })

  test('every change says what it was', () => {
    const labels: unknown[] = []
    store.onCommit(event => labels.push(event.type === 'commit' && event.label))
    setThreshold(store, 'cpu', 50)
    raiseAlert(store, 'cpu', 60)
    clearAlert(store, 'cpu')
    expect(labels).toEqual(['set cpu threshold', 'raise cpu alert', 'clear cpu alert'])
  })
})
