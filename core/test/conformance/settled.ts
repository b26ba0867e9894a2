import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../../src/errors/errors.js'
import { type CreateWorld, increment, rejection, useWorlds } from './world.js'

export function settledConformance(createWorld: CreateWorld): void {
  const worlds = useWorlds(createWorld)

  describe('settled', () => {
    test('resolves when every peer has applied what is committed', async () => {
      const world = worlds.create()
      const stores = [world.open(), world.open(), world.open()]
      for (let count = 0; count < 100; count += 1) stores[0]!.update(increment)
      await stores[0]!.settled()
      for (const store of stores) expect(store.getSnapshot().n).toBe(100)
    })

    test('several waits for several versions resolve', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const waits: Promise<void>[] = []
      for (let count = 0; count < 10; count += 1) {
        a.update(increment)
        waits.push(a.settled(), b.settled())
      }
      await Promise.all(waits)
      expect(b.getSnapshot().n).toBe(10)
    })

    test('names who has not applied it when the time is over', async () => {
      const world = worlds.create()
      const a = world.open()
      // An attachment that nobody reads from: a process whose event loop is stuck.
      world.attachLog('stuck one').snapshot()
      a.update(increment)
      const error = await rejection(a.settled({ timeout: 20 }))
      expect(isLockstepError(error, 'LOCKSTEP_TIMEOUT')).toBe(true)
      expect(error.message).toContain('"stuck one"')
    })

    test.each([Number.POSITIVE_INFINITY, 2 ** 31])(
      'has all the time there is with a timeout of %d',
      async timeout => {
        const world = worlds.create()
        const a = world.open()
        const stuck = world.attachLog('leaves later')
        stuck.snapshot()
        a.update(increment)
        const settled = a.settled({ timeout })
        setTimeout(() => stuck.close(), 50)
        await settled
      },
    )

    test('goes on without a peer that leaves', async () => {
      const world = worlds.create()
      const a = world.open()
      const stuck = world.attachLog('leaves')
      stuck.snapshot()
      a.update(increment)
      const settled = a.settled()
      stuck.close()
      await settled
    })

    test('ends with the signal, and with close', async () => {
      const world = worlds.create()
      const a = world.open()
      world.attachLog('stuck').snapshot()
      a.update(increment)
      const reason = new Error('enough')
      const abort = new AbortController()
      const aborted = rejection(a.settled({ signal: abort.signal }))
      abort.abort(reason)
      expect(await aborted).toBe(reason)
      expect(await rejection(a.settled({ signal: abort.signal }))).toBe(reason)
      const closed = rejection(a.settled())
      a.close()
      expect(isLockstepError(await closed, 'LOCKSTEP_CLOSED')).toBe(true)
    })
  })
}
