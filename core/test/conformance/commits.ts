import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../../src/errors/errors.js'
import type { CommitEvent } from '../../src/store/types.js'
import { type Board, type CreateWorld, delivered, emptyBoard, failure, useWorlds } from './world.js'

export function commitConformance(createWorld: CreateWorld): void {
  const worlds = useWorlds(createWorld)

  describe('commits', () => {
    test('a new attachment starts at the newest state', () => {
      const world = worlds.create()
      const a = world.open()
      a.update(draft => {
        draft.n = 7
      })
      const b = world.open()
      expect(b.getSnapshot()).toEqual({ ...emptyBoard, n: 7 })
      expect(b.version).toBe(1)
    })

    test('getState shows what another attachment has just committed, before any wake-up', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      for (let n = 1; n <= 50; n += 1) {
        a.update(draft => {
          draft.n = n
        })
        expect(b.getState().n).toBe(n)
        expect(b.getSnapshot().n).toBe(0)
      }
    })

    test('a recipe that met a conflict runs again on the newer state, and its last run counts', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const seen: number[] = []
      a.update(draft => {
        seen.push(draft.n)
        draft.items.push({ id: seen.length, text: 'a' })
        if (seen.length < 3)
          b.update(other => {
            other.n += 1
          })
      })
      expect(seen).toEqual([0, 1, 2])
      expect(a.getState().items).toEqual([{ id: 3, text: 'a' }])
      expect(a.version).toBe(3)
      expect(b.getState()).toEqual(a.getState())
    })

    test('a recipe may look at the newest state, although that moves it', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      let runs = 0
      a.update(draft => {
        runs += 1
        if (runs === 1)
          b.update(other => {
            other.n = 10
          })
        draft.n = a.getState().n + 1
      })
      expect(runs).toBe(2)
      expect(b.getState().n).toBe(11)
    })

    test('an empty change commits nothing', () => {
      const a = worlds.create().open()
      const before = a.getState()
      a.update(() => {})
      a.update(draft => {
        draft.n = 0
      })
      expect(a.version).toBe(0)
      expect(a.getState()).toBe(before)
    })

    test('a recipe that throws commits nothing, and the error comes out', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const mine = new Error('mine')
      expect(
        failure(() =>
          a.update(draft => {
            draft.n = 5
            throw mine
          }),
        ),
      ).toBe(mine)
      expect(b.getState()).toEqual(emptyBoard)
      expect(a.version).toBe(0)
    })

    test('an async recipe commits nothing', () => {
      const world = worlds.create()
      const a = world.open()
      const recipe = (async (draft: Board) => {
        draft.n = 5
      }) as unknown as (draft: Board) => void
      expect(
        isLockstepError(
          failure(() => a.update(recipe)),
          'LOCKSTEP_RECIPE',
        ),
      ).toBe(true)
      expect(a.getState()).toEqual(emptyBoard)
    })

    test('update in a recipe of the same attachment is refused, and commits nothing', () => {
      const world = worlds.create()
      const a = world.open()
      const error = failure(() =>
        a.update(draft => {
          draft.n = 1
          a.update(other => {
            other.n = 2
          })
        }),
      )
      expect(isLockstepError(error, 'LOCKSTEP_NESTED')).toBe(true)
      expect(a.version).toBe(0)
      a.update(draft => {
        draft.n = 3
      })
      expect(a.getState().n).toBe(3)
    })

    test('a readonly attachment sees everything and writes nothing', () => {
      const world = worlds.create()
      const a = world.attach({ readonly: true })
      const b = world.open()
      b.update(draft => {
        draft.n = 1
      })
      expect(a.getState().n).toBe(1)
      const error = failure(() =>
        a.update(draft => {
          draft.n = 2
        }, undefined),
      )
      expect(isLockstepError(error, 'LOCKSTEP_READONLY')).toBe(true)
      expect(b.getState().n).toBe(1)
    })

    test('labels, patches, peer and time reach every listener', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const own: CommitEvent[] = []
      const theirs: CommitEvent[] = []
      a.onCommit(event => own.push(event))
      b.onCommit(event => theirs.push(event))
      a.update(
        draft => {
          draft.n = 1
        },
        { label: 'set n' },
      )
      a.setState({ blob: 'text' })
      await delivered(b, 2)
      expect(own).toHaveLength(2)
      expect(own[0]).toMatchObject({
        type: 'commit',
        version: 1,
        label: 'set n',
        peer: a.peerId,
        patches: [{ op: 'replace', path: ['n'], value: 1 }],
      })
      const untimed = (events: CommitEvent[]) => events.map(event => ({ ...event, time: 0 }))
      expect(untimed(theirs)).toEqual(untimed(own))
    })
  })
}
