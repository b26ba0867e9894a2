import { afterEach, beforeEach, expect, test } from 'vitest'
import { acknowledgeAlert, clearAlert, raiseAlert, setThreshold } from '../src/actions.js'
import { createWorld, dist, type World } from './world.js'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.end())

const RIGHT = '\x1b[C'
const DOWN = '\x1b[B'
const SHIFT_LEFT = '\x1b[1;2D'
const LEAVE_SCREEN = '\x1b[?1049l'

/** The terminal view in a terminal of 100 × 30, and what the terminal is like after it. */
function openView() {
  const command = `stty rows 30 cols 100; ${process.execPath} ${dist}terminal.js; echo code $?; stty -a`
  const shell = world.run('script', ['-qfec', command, '/dev/null'])
  return { shell, press: (keys: string) => shell.process.stdin!.write(keys) }
}

test('keys choose and change thresholds and acknowledge alerts', async () => {
  const { shell, press } = openView()
  await shell.output(/▸ CPU +90\.0 %/)
  press(RIGHT + RIGHT)
  await world.until(({ thresholds }) => thresholds.cpu === 92)
  press(DOWN + SHIFT_LEFT)
  await world.until(({ thresholds }) => thresholds.memory === 85)
  press('+')
  await world.until(({ thresholds }) => thresholds.memory === 85.5)

  raiseAlert(world.store, 'cpu', 99)
  await shell.output(/● CPU 99\.0 %/)
  press('a')
  await world.until(({ alerts }) => alerts[0]?.acknowledgedAt)
})

test('shows what another process changes', async () => {
  const { shell } = openView()
  await shell.output(/▸ CPU/)
  setThreshold(world.store, 'memory', 33)
  await shell.output(/Memory +33\.0 %/)
})

test.each([
  ['q', 'q'],
  ['Ctrl-C', '\x03'],
])('%s ends it and gives the terminal back as it was', async (_, key) => {
  const { shell, press } = openView()
  await shell.output(/▸ CPU/)
  press(key)
  const text = await shell.output(/code 0.*icanon/s)
  expect(text).toContain(LEAVE_SCREEN)
  expect(text).toMatch(/[^-]icanon/)
})

test('SIGTERM gives the terminal back too', async () => {
  const { shell } = openView()
  await shell.output(/▸ CPU/)
  const view = world.store.peers().find(({ title }) => title === 'terminal')!
  process.kill(view.pid, 'SIGTERM')
  const text = await shell.output(/code 0.*icanon/s)
  expect(text).toContain(LEAVE_SCREEN)
  expect(text).toMatch(/[^-]icanon/)
})

test('without a terminal it prints plain lines', async () => {
  const plain = world.start('terminal')
  world.start('collector')
  await plain.output(/^\d\d:\d\d:\d\d {2}cpu \d+\.\d %/m)
  setThreshold(world.store, 'cpu', 44)
  await plain.output(/threshold CPU 44\.0 %/)
  raiseAlert(world.store, 'memory', 95)
  await plain.output(/alert raised: Memory 95\.0 %/)
  acknowledgeAlert(world.store, world.store.getState().alerts[0]!.id)
  await plain.output(/alert acknowledged: Memory/)
  clearAlert(world.store, 'memory')
  const text = await plain.output(/alert cleared: Memory/)
  expect(text).not.toContain('\x1b')
})
