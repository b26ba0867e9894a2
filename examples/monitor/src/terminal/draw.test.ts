import { stripVTControlCharacters } from 'node:util'
import { createMemoryStore } from '@lockstep/core/memory'
import { expect, test } from 'vitest'
import { acknowledgeAlert, addNotice, publishWeb, raiseAlert, recordSample } from '../actions.js'
import { createSampler } from '../proc/sampler.js'
import { monitor } from '../store.js'
import { drawScreen, type View } from './draw.js'
import { cut } from './text.js'

const view: View = {
  width: 100,
  height: 40,
  version: 7,
  selected: 'memory',
  stale: false,
  peers: [{ pid: 42, title: 'collector' }],
}

function filled() {
  const store = createMemoryStore(monitor)
  const sample = createSampler()
  for (let n = 0; n < 4; n++) recordSample(store, sample())
  publishWeb(store, 8080, 'key')
  raiseAlert(store, 'cpu', 93.5)
  addNotice(store, 'web (1) was ended by SIGKILL: started again (2)')
  return store
}

test.each([
  [20, 5],
  [40, 12],
  [80, 24],
  [250, 70],
])('fits a terminal of %d × %d, empty and filled', (width, height) => {
  for (const state of [monitor.initialState, filled().getState()]) {
    const lines = drawScreen(state, { ...view, width, height })
    expect(lines.length).toBeLessThanOrEqual(height)
    expect(lines.at(-1)).toContain('choose')
    for (const line of lines) expect([...stripVTControlCharacters(line)].length).toBeLessThanOrEqual(width)
  }
})

test('shows the address, the values, the chosen threshold, alerts, processes, notices and who is there', () => {
  const text = stripVTControlCharacters(drawScreen(filled().getState(), view).join('\n'))
  expect(text).toContain('http://127.0.0.1:8080/#key=key')
  expect(text).toMatch(/CPU +[█░]{18} +\d+\.\d %/)
  expect(text).toMatch(/▸ Memory +90\.0 %/)
  expect(text).toMatch(/● CPU 93\.5 % ≥ 90\.0 % at \d\d:\d\d:\d\d/)
  expect(text).toMatch(/PID +CPU +Memory +Process\n +\d+/)
  expect(text).toContain('web (1) was ended by SIGKILL')
  expect(text).toContain('version 7, shared by collector 42')
})

test('an acknowledged alert steps back; missing samples are said', () => {
  const store = filled()
  acknowledgeAlert(store, store.getState().alerts[0]!.id)
  const text = stripVTControlCharacters(drawScreen(store.getState(), { ...view, stale: true }).join('\n'))
  expect(text).toContain('✓ CPU 93.5 %')
  expect(text).toContain('is the collector running?')
})

test('cutting a line counts what is seen and keeps colours whole', () => {
  expect(cut('\x1b[31mabcdef\x1b[0mgh', 3)).toBe('\x1b[31mabc\x1b[0m')
})
