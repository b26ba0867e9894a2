import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../../src/errors/errors.js'
import { createReplica } from '../../src/replica/replica.js'
import type { CommitEvent } from '../../src/store/types.js'
import {
  type Board,
  type CreateWorld,
  delivered,
  emptyBoard,
  failure,
  increment,
  SMALL_LOG,
  turn,
  useWorlds,
} from './world.js'

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

    test.each([0, 1])(
      'an error after the log was read and before that was applied loses no commit, with %i more',
      async more => {
        const world = worlds.create()
        const a = world.open()
        const log = world.attachLog()
        let failing = false
        const b = createReplica<Board>(
          {
            ...log,
            read() {
              const batch = log.read()
              if (failing) throw new RangeError('Maximum call stack size exceeded')
              return batch
            },
          },
          { name: 'conformance', readonly: false, checks: false },
        )
        const { untouched } = b.getState()
        const versions: number[] = []
        b.delivery.onCommit(event => versions.push(event.version))
        a.update(increment)
        b.update(increment, undefined)
        failing = true
        a.update(increment)
        // Once in the middle of what comes next, once in the middle of going there anew.
        for (let time = 0; time < 2; time += 1)
          expect(failure(() => b.getState()).message).toContain('call stack')
        expect(b.head.version).toBe(2)
        failing = false
        for (let n = 0; n < more; n += 1) a.update(increment)

        b.update(increment, undefined)
        expect([b.getState().n, b.head.version]).toEqual([4 + more, 4 + more])
        expect(b.getState().untouched).toBe(untouched)
        expect(a.getState()).toEqual(b.getState())
        await turn()
        expect(versions).toEqual([1, 2, 3 + more, 4 + more])
        b.close()
      },
    )

    test('a stack without room for a commit ends no store', () => {
      const world = worlds.create()
      const a = world.open<{ deep: unknown }>()
      const b = world.attach<{ deep: unknown }>()
      let deep: unknown = 1
      for (let depth = 0; depth < 900; depth += 1) deep = [deep]
      let deeper = 0
      const atTheBottom = (): void => {
        deeper += 1
        try {
          atTheBottom()
        } catch {
          // Some frames further up: where there is room for a little, but not for all.
          if (deeper-- % 20 !== 0) throw new Error('up')
          b.getState()
        }
      }
      a.update(draft => {
        draft.deep = deep
      })
      try {
        atTheBottom()
      } catch {
        // As a program would that recurses for ever by mistake.
      }
      expect(b.ended).toBe(undefined)
      expect(b.getState()).toEqual(a.getState())
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
