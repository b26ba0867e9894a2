import { describe, expect, test } from 'vitest'
import { type CreateWorld, delivered, increment, useWorlds } from './world.js'

export function subscriptionsConformance(createWorld: CreateWorld): void {
  const worlds = useWorlds(createWorld)

  describe('subscriptions', () => {
    test('who unsubscribes during a round is not called any more, by whomever it was done', () => {
      const a = worlds.create().open()
      const heard: string[] = []
      const unsubscribeFirst = a.subscribe(() => {
        heard.push('first')
        unsubscribeFirst()
        unsubscribeThird()
      })
      a.subscribe(() => heard.push('second'))
      const unsubscribeThird = a.subscribe(() => heard.push('third'))
      a.subscribe(() => heard.push('fourth'))
      a.update(increment)
      expect(heard).toEqual(['first', 'second', 'fourth'])
      a.update(increment)
      expect(heard).toEqual(['first', 'second', 'fourth', 'second', 'fourth'])
    })

    test('who subscribes during a round hears from the next', () => {
      const a = worlds.create().open()
      const heard: string[] = []
      let joined = false
      a.onCommit(() => {
        if (joined) return
        joined = true
        a.onCommit(event => heard.push(`new commit ${event.version}`))
        a.subscribe((state, previous) => heard.push(`new state ${previous.n} → ${state.n}`))
      })
      a.subscribe(state => heard.push(`old state ${state.n}`))
      a.update(increment)
      a.update(increment)
      expect(heard).toEqual(['old state 1', 'new commit 2', 'old state 2', 'new state 1 → 2'])
    })

    test('who subscribes between reading and delivering misses nothing', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      a.update(increment)
      expect(b.getState().n).toBe(1)
      const states: number[] = []
      const events: string[] = []
      b.subscribe(state => states.push(state.n))
      b.onCommit(event => events.push(`${event.type} ${event.version}`))
      a.update(increment)
      await delivered(b, 2)
      expect(states).toEqual([2])
      expect(events).toEqual(['reset 1', 'commit 2'])
    })

    test('a selector runs once for each delivery, its listener only when its value changed', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      let runs = 0
      const heard: [number, number][] = []
      b.subscribe(
        state => {
          runs += 1
          return state.items.length
        },
        (length, previous) => heard.push([length, previous]),
      )
      expect(runs).toBe(1)
      a.update(increment)
      a.update(increment)
      await delivered(b, 2)
      expect([runs, heard]).toEqual([2, []])
      b.update(draft => {
        draft.items.push({ id: 1, text: '' })
      })
      expect([runs, heard]).toEqual([3, [[1, 0]]])
    })

    test('equalityFn and fireImmediately', () => {
      const a = worlds.create().open()
      const heard: number[][] = []
      a.subscribe(
        state => state.items.map(item => item.id),
        ids => heard.push(ids),
        { equalityFn: (x, y) => x.join() === y.join(), fireImmediately: true },
      )
      a.update(increment)
      a.update(draft => {
        draft.items.push({ id: 9, text: '' })
      })
      expect(heard).toEqual([[], [9]])
    })
  })
}
