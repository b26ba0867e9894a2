import { expect, test, vi } from 'vitest'
import { measured } from './harness/measured.js'
import { activityOf, isAsleep, threadsOf } from './harness/proc.js'
import { windows } from './harness/windows.js'
import { PATIENCE } from './harness/within.js'
import { createWorld } from './harness/world.js'

test('a commit wakes a subscriber that sleeps in another process', async () => {
  const world = createWorld()
  const [writer, sleeper] = await Promise.all([world.start('listener'), world.start('listener')])
  const before = threadsOf(sleeper.pid)
  await Promise.all([writer.ask('open'), sleeper.ask('open')])
  if (before !== undefined)
    expect(threadsOf(sleeper.pid)).toBe(before + (process.env['LOCKSTEP_DOORBELL'] === 'thread' ? 1 : 0))

  const delays: number[] = []
  for (let n = 1; n <= 50; n += 1) {
    await vi.waitUntil(() => isAsleep(sleeper.pid), { interval: 1, timeout: PATIENCE })
    const before = activityOf(sleeper.pid)
    await writer.ask('set', n)
    const returned = performance.now()
    expect(await sleeper.event('changed')).toEqual({ n })
    delays.push(performance.now() - returned)
    // It slept: waking it is a switch at least.
    if (!windows) expect(activityOf(sleeper.pid).mainSwitches).toBeGreaterThan(before.mainSwitches)
  }
  delays.sort((a, b) => a - b)
  measured('told by the sleeper after the writer told, half of the time within', delays[25]!, 'ms')
})
