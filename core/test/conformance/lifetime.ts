import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../../src/errors/errors.js'
import type { CloseEvent } from '../../src/store/types.js'
import { type CreateWorld, increment, rejection, turn, uncaught, useWorlds } from './world.js'

export function lifetimeConformance(createWorld: CreateWorld): void {
  const worlds = useWorlds(createWorld)

  describe('close', () => {
    test('afterwards reads return the last state, subscribe does nothing, writes throw', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: number[] = []
      a.subscribe(state => heard.push(state.n))
      a.onCommit(event => heard.push(event.version))
      a.update(increment)
      const last = a.getState()
      a.close()
      a.close()
      expect(a.closed).toBe(true)
      b.update(increment)
      await b.settled()
      expect([a.getState(), a.getSnapshot(), a.version]).toEqual([last, last, 1])
      a.subscribe(state => heard.push(state.n))()
      a.onCommit(event => heard.push(event.version))()
      a.ref()
      a.unref()
      expect(a.peers()).toEqual([])
      for (const write of [() => a.update(increment), () => a.setState({ n: 4 })])
        expect(write).toThrow('LOCKSTEP_CLOSED')
      for (const wait of [a.settled(), a.flush()])
        expect((await rejection(wait)).message).toContain('LOCKSTEP_CLOSED')
      await a.confirmed()
      expect(heard).toEqual([1, 1])
      expect(b.getState().n).toBe(2)
    })

    test('is told once, to who listens before and to who listens after', async () => {
      const a = worlds.create().open()
      const heard: [string, CloseEvent][] = []
      a.onClose(event => heard.push(['before', event]))
      const never = a.onClose(event => heard.push(['never', event]))
      never()
      a.close()
      a.onClose(event => heard.push(['after', event]))
      a.onClose(event => heard.push(['never', event]))()
      expect(heard.map(([who]) => who)).toEqual(['before'])
      await turn()
      expect(heard).toEqual([
        ['before', { reason: 'closed' }],
        ['after', { reason: 'closed' }],
      ])
    })

    test('a throwing close listener does not stop the others', async () => {
      const a = worlds.create().open()
      const heard: string[] = []
      const errors = await uncaught(() => {
        a.onClose(() => {
          throw new Error('from onClose')
        })
        a.onClose(() => heard.push('second'))
        a.close()
      })
      expect(heard).toEqual(['second'])
      expect(errors).toHaveLength(1)
    })

    test('within a listener stops the round for this store and leaves the others alone', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: string[] = []
      a.subscribe(() => {
        heard.push('first')
        a.close()
      })
      a.subscribe(() => heard.push('second'))
      a.update(increment)
      expect(heard).toEqual(['first'])
      expect(b.getState().n).toBe(1)
      b.update(increment)
      await b.settled()
      expect(a.getState().n).toBe(1)
    })

    test('within a recipe makes the update fail', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      expect(() =>
        a.update(draft => {
          draft.n = 1
          a.close()
        }),
      ).toThrow('LOCKSTEP_CLOSED')
      expect(b.getState().n).toBe(0)
    })

    test('leaves the peers', () => {
      const world = worlds.create()
      const [a, b] = [world.open('a'), world.open('b')]
      expect(a.peers().map(peer => [peer.title, peer.self])).toEqual([
        ['a', true],
        ['b', false],
      ])
      b.close()
      expect(a.peers().map(peer => peer.id)).toEqual([a.peerId])
    })
  })

  describe('a log that ends by itself', () => {
    /** What no program of ours writes: a commit that cannot be decoded. */
    const garbage = new Uint8Array([0xc0, 0xff, 0xff, 0xff])

    test('closes the store with the reason; it keeps the last state', async () => {
      const world = worlds.create()
      const a = world.open()
      a.update(increment)
      const raw = world.attachLog()
      raw.snapshot()
      raw.read()
      const closed = new Promise<CloseEvent>(resolve => a.onClose(resolve))
      raw.append(1, garbage, garbage.length)
      const event = await closed
      expect(event.reason).toBe('damaged')
      expect(isLockstepError(event.error, 'LOCKSTEP_DAMAGED')).toBe(true)
      expect([a.closed, a.getState().n, a.getSnapshot().n, a.version]).toEqual([true, 1, 1, 1])
      expect(() => a.update(increment)).toThrow('LOCKSTEP_CLOSED')
      expect(() => a.subscribe(() => {})()).not.toThrow()
      const late = await new Promise<CloseEvent>(resolve => a.onClose(resolve))
      expect(late).toBe(event)
      a.close()
    })

    test('update tells the caller, getState goes on with the last state; both tell onClose later', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      a.update(increment)
      b.getState()
      const raw = world.attachLog()
      raw.snapshot()
      raw.read()
      raw.append(1, garbage, garbage.length)
      const heard: string[] = []
      a.onClose(({ reason }) => heard.push(`a ${reason}`))
      b.onClose(({ reason }) => heard.push(`b ${reason}`))
      expect(() => a.update(increment)).toThrow('LOCKSTEP_DAMAGED')
      expect(b.getState().n).toBe(1)
      expect(heard).toEqual([])
      await turn()
      expect(heard).toEqual(['a damaged', 'b damaged'])
    })

    test('what was applied before the end is delivered', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: number[] = []
      b.subscribe(state => heard.push(state.n))
      a.update(increment)
      expect(b.getState().n).toBe(1)
      const raw = world.attachLog()
      raw.snapshot()
      raw.read()
      raw.append(1, garbage, garbage.length)
      expect([b.getState().n, b.closed, heard]).toEqual([1, true, []])
      await turn()
      expect([heard, b.getSnapshot().n]).toEqual([[1], 1])
    })

    test('the end of one store in a recipe of another ends only the one', () => {
      const world = worlds.create()
      const ending = worlds.create()
      const [a, b] = [world.open(), ending.open()]
      const raw = ending.attachLog()
      raw.snapshot()
      raw.append(0, garbage, garbage.length)
      expect(() => a.update(() => b.update(increment))).toThrow('LOCKSTEP_DAMAGED')
      expect([a.closed, b.closed]).toEqual([false, true])
      a.update(increment)
      expect(a.getState().n).toBe(1)
    })
  })
}
