import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../../src/errors/errors.js'
import type { CommitEvent } from '../../src/store/types.js'
import { type CreateWorld, delivered, emptyBoard, failure, SMALL_LOG, turn, useWorlds } from './world.js'

export function limitsConformance(createWorld: CreateWorld): void {
  const worlds = useWorlds(createWorld)

  describe('limits', () => {
    test('a reader that was lapped jumps to the snapshot and goes on; what did not change keeps its identity', async () => {
      const world = worlds.create({ logBytes: SMALL_LOG })
      const [a, b] = [world.open(), world.open()]
      const { untouched } = b.getState()
      const events: CommitEvent[] = []
      b.onCommit(event => events.push(event))
      const text = 'x'.repeat(500)
      for (let n = 1; n <= 1000; n += 1) {
        a.update(draft => {
          draft.n = n
          draft.blob = `${n} ${text}`
        })
      }
      expect(b.getState()).toEqual(a.getState())
      expect(b.getState().untouched).toBe(untouched)
      await delivered(b, 1000)
      expect(events[0]?.type).toBe('reset')
      const versions = events.map(event => event.version)
      expect(versions).toEqual(versions.map((_, index) => versions[0]! + index))
      expect(versions.at(-1)).toBe(1000)
    })

    test('goes round the log many times: full logs are checkpointed and the total is exact', () => {
      const world = worlds.create({ logBytes: SMALL_LOG })
      const stores = [world.open(), world.open(), world.open()]
      for (let n = 0; n < 3000; n += 1) {
        stores[n % 3]!.update(draft => {
          draft.n += 1
          draft.blob = `${draft.n}`.padEnd(300)
        })
      }
      for (const store of stores)
        expect([store.getState().n, store.getState()]).toEqual([3000, stores[0]!.getState()])
    })

    test('a log that is half used is checkpointed when the loop is idle, not before', async () => {
      const world = worlds.create({ logBytes: SMALL_LOG })
      const a = world.open()
      const look = world.attachLog()
      for (let n = 1; !look.checkpointDue(); n += 1) {
        a.update(draft => {
          draft.blob = `${n}`.padEnd(1000)
        })
        look.snapshot()
        look.read()
      }
      expect(look.snapshot().version).toBe(0)
      await turn()
      expect(look.snapshot().version).toBe(a.version)
    })

    test('a change larger than any record travels as a whole state', async () => {
      const world = worlds.create({ logBytes: SMALL_LOG })
      const [a, b] = [world.open(), world.open()]
      const { untouched } = b.getState()
      const blob = 'y'.repeat(SMALL_LOG * 3)
      a.update(draft => {
        draft.blob = blob
      })
      expect(a.version).toBe(1)
      await delivered(b, 1)
      expect(b.getSnapshot().blob).toBe(blob)
      expect(b.getSnapshot().untouched).toBe(untouched)
      b.update(draft => {
        draft.blob = ''
        draft.n = 1
      })
      expect(a.getState()).toEqual({ ...emptyBoard, n: 1 })
    })

    test('a state that would pass maxStateBytes is refused, naming both sizes, and nothing changes', () => {
      const world = worlds.create({ maxStateBytes: 10_000, logBytes: SMALL_LOG })
      const [a, b] = [world.open(), world.open()]
      const error = failure(() =>
        a.update(draft => {
          draft.blob = 'z'.repeat(20_000)
        }),
      )
      expect(isLockstepError(error, 'LOCKSTEP_FULL')).toBe(true)
      expect(error.message).toMatch(/20\d\d\d bytes/)
      expect(error.message).toContain('10000')
      expect(b.getState()).toEqual(emptyBoard)
      a.update(draft => {
        draft.n = 1
      })
      expect(b.getState().n).toBe(1)
    })

    test('a store that small patches filled refuses the next, takes a deletion, and works on', () => {
      const world = worlds.create({ maxStateBytes: 10_000, logBytes: SMALL_LOG })
      const [a, b] = [world.open(), world.open()]
      const add = () =>
        a.update(draft => {
          draft.items.push({ id: draft.items.length, text: 'some text of some length' })
        })
      const error = failure(() => {
        for (let count = 0; count < 10_000; count += 1) add()
      })
      expect(isLockstepError(error, 'LOCKSTEP_FULL')).toBe(true)
      const { length } = a.getState().items
      expect(length).toBeGreaterThan(150)
      expect(b.getState()).toEqual(a.getState())
      b.update(draft => {
        draft.items.splice(10)
      })
      expect(a.getState().items).toHaveLength(10)
      add()
      expect(b.getState().items).toHaveLength(11)
    })
  })
}
