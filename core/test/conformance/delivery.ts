import { describe, expect, test, vi } from 'vitest'
import { createReplica } from '../../src/replica/replica.js'
import { type Board, type CreateWorld, delivered, increment, turn, uncaught, useWorlds } from './world.js'

export function deliveryConformance(createWorld: CreateWorld): void {
  const worlds = useWorlds(createWorld)

  describe('delivery', () => {
    test('own commits are delivered before update returns', () => {
      const a = worlds.create().open()
      const heard: [number, number][] = []
      a.subscribe((state, previous) => heard.push([state.n, previous.n]))
      a.update(increment)
      a.update(increment)
      expect(heard).toEqual([
        [1, 0],
        [2, 1],
      ])
      expect(a.version).toBe(2)
    })

    test('commits of others wake a sleeper, who hears of them in one batch', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: [number, number][] = []
      const versions: number[] = []
      b.subscribe((state, previous) => heard.push([state.n, previous.n]))
      b.onCommit(event => versions.push(event.version))
      for (let count = 0; count < 20; count += 1) a.update(increment)
      expect(heard).toEqual([])
      await delivered(b, 20)
      expect(heard).toEqual([[20, 0]])
      expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    })

    test('own commits bring the commits of others before them', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: string[] = []
      b.onCommit(event => heard.push(`commit ${event.version}`))
      b.subscribe((state, previous) => heard.push(`${previous.n} → ${state.n}`))
      a.update(increment)
      a.update(increment)
      b.update(increment)
      expect(heard).toEqual(['commit 1', 'commit 2', 'commit 3', '0 → 3'])
    })

    test('what getState consumed is delivered all the same, once, though nothing else is committed', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: number[] = []
      const versions: number[] = []
      b.subscribe(state => heard.push(state.n))
      b.onCommit(event => versions.push(event.version))
      a.update(increment)
      a.update(increment)
      expect(b.getState().n).toBe(2)
      expect([heard, b.version]).toEqual([[], 0])
      await delivered(b, 2)
      a.update(increment)
      expect(b.getState().n).toBe(3)
      await delivered(b, 3)
      expect([heard, versions]).toEqual([
        [2, 3],
        [1, 2, 3],
      ])
    })

    test('what getState consumed within a listener is delivered after the round', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: number[] = []
      b.subscribe(state => {
        heard.push(state.n)
        if (state.n < 5) {
          a.update(increment)
          expect(b.getState().n).toBe(state.n + 1)
          expect(b.getSnapshot().n).toBe(state.n)
        }
      })
      a.update(increment)
      await delivered(b, 5)
      expect(heard).toEqual([1, 2, 3, 4, 5])
    })

    test('an update in a listener commits at once and is delivered after the round', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const log: string[] = []
      a.subscribe(state => {
        log.push(`first ${state.n}`)
        if (state.n !== 1) return
        a.update(increment)
        log.push(`committed ${a.getState().n} ${b.getState().n}, shown ${a.getSnapshot().n}`)
      })
      a.subscribe(state => log.push(`second ${state.n}`))
      a.update(increment)
      expect(log).toEqual(['first 1', 'committed 2 2, shown 1', 'second 1', 'first 2', 'second 2'])
      expect(a.version).toBe(2)
    })

    test('versions only rise, whatever listeners do', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const seen: number[] = []
      a.onCommit(event => {
        seen.push(event.version)
        if (event.version < 20) a.update(increment)
        if (event.version < 10) b.update(increment)
      })
      a.subscribe(() => {
        if (a.version < 15) b.update(increment)
        a.getState()
      })
      a.update(increment)
      await delivered(a, b.getState().n)
      expect(seen).toEqual(Array.from({ length: a.getState().n }, (_, index) => index + 1))
    })

    test('listeners that answer each other for ever leave the event loop its turns', async () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      let running = true
      a.subscribe(() => {
        if (running) a.update(increment)
      })
      a.update(increment)
      for (let count = 0; count < 10; count += 1) await turn()
      running = false
      expect(a.getState().n).toBeGreaterThan(5)
      await delivered(a, a.getState().n)
      expect(b.getState()).toEqual(a.getState())
    })

    test('a throwing listener stops neither the others nor update; its error comes out later', async () => {
      const a = worlds.create().open()
      const heard: string[] = []
      const errors = await uncaught(() => {
        a.onCommit(() => {
          throw new Error('from onCommit')
        })
        a.subscribe(() => {
          throw new Error('from subscribe')
        })
        a.subscribe(
          state => {
            if (state.n > 0) throw new Error('from selector')
            return state
          },
          () => {},
        )
        a.onCommit(event => heard.push(`commit ${event.version}`))
        a.subscribe(state => heard.push(`state ${state.n}`))
        a.update(increment)
      })
      expect(heard).toEqual(['commit 1', 'state 1'])
      expect(errors.map(error => (error as Error).message)).toEqual([
        'from onCommit',
        'from subscribe',
        'from selector',
      ])
    })

    test('an error while it reads makes nobody deaf', async () => {
      const world = worlds.create()
      const a = world.open()
      const log = world.attachLog()
      let failures = 2
      const read = () => {
        if (failures-- > 0) throw new Error('for a moment')
        return log.read()
      }
      const heard: number[] = []
      const errors = await uncaught(async () => {
        const options = { name: 'conformance', readonly: false, checks: false }
        const b = createReplica<Board>({ ...log, read }, options)
        b.delivery.onCommit(event => heard.push(event.version))
        a.update(increment)
        // Nobody commits any more.
        await vi.waitFor(() => expect(heard).toEqual([1]), 5000)
        b.close()
      })
      expect(errors).toEqual([new Error('for a moment'), new Error('for a moment')])
    })

    test('a commit that leaves the state as it was is told to onCommit alone', () => {
      const world = worlds.create()
      const [a, b] = [world.open(), world.open()]
      const heard: string[] = []
      b.onCommit(event => heard.push(`commit ${event.version}`))
      b.subscribe(() => heard.push('state'))
      let committed = false
      b.update(() => {
        if (committed) return
        committed = true
        a.update(draft => {
          draft.n = 5
        })
      })
      expect(heard).toEqual([])
      b.getState()
      b.update(increment)
      expect(heard).toEqual(['commit 1', 'commit 2', 'state'])
    })
  })
}
