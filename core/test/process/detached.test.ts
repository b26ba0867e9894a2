import { unlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createStore } from '../../src/index.js'
import { measured } from './harness/measured.js'
import { windows } from './harness/windows.js'
import { within } from './harness/within.js'
import { createWorld } from './harness/world.js'
import { joinHere, lockstepError, segmentPath } from './here.js'

const definition = { name: 'detached', initialState: { n: 0 } }

// On Windows a section keeps its name as long as it is open.
it.skipIf(windows)('tells a writer, within about a second, that its segment was removed', async () => {
  const world = createWorld()
  joinHere(world)
  const store = createStore(definition)
  store.setState({ n: 1 })
  const closed = new Promise(resolve => store.onClose(resolve))
  unlinkSync(segmentPath(world, definition.name))
  const removed = performance.now()

  let n = 1
  async function commitOn(): Promise<never> {
    for (;;) {
      store.setState({ n: n + 1 })
      n += 1
      await setImmediate()
    }
  }
  const error = await lockstepError(() => within(commitOn(), 'the store to notice'), 'LOCKSTEP_DETACHED')
  measured('a removed segment was noticed after', performance.now() - removed, 'ms')
  expect(error.message).toContain(segmentPath(world, definition.name))
  expect(error.message).toMatch(/was removed while it was open.*Restart the processes that share it/)
  expect(performance.now() - removed).toBeLessThan(3000)

  expect(await closed).toMatchObject({ reason: 'detached', error })
  expect([store.closed, store.getState()]).toEqual([true, { n }])
  await lockstepError(() => store.setState({ n: 0 }), 'LOCKSTEP_CLOSED')

  // The name is free: who opens it now, here or elsewhere, gets a new store.
  const next = createStore(definition)
  expect([next.version, next.getState()]).toEqual([0, { n: 0 }])
  const holder = await world.start('holder')
  expect(await holder.ask('open', definition)).toMatchObject({ version: 0, peers: 2 })
  next.close()
})
