import { describe, expect, onTestFinished, test } from 'vitest'
import type { CommitEvent, Store } from '../../src/memory.js'
import { type Board, delivered, emptyBoard, failure, increment } from './world.js'

/** One store, which a test opens as often as it likes: each time stands for a process, or a page. */
export interface StoreWorld {
  open(title?: string): Promise<Store<Board>>
  close(): void | Promise<void>
}

/** Resolves when each of `stores` shows every commit that any of them has made. */
async function agreed(stores: readonly Store<Board>[]): Promise<void> {
  await Promise.all(stores.map(store => store.confirmed()))
  for (const store of stores) store.getState()
  const newest = Math.max(...stores.map(store => store.version))
  await Promise.all(stores.map(store => delivered(store, newest)))
}

/** What every store does, mapped or behind a relay. */
export function storeConformance(kind: string, createWorld: () => StoreWorld | Promise<StoreWorld>): void {
  async function opened(count: number): Promise<Store<Board>[]> {
    const world = await createWorld()
    const stores: Store<Board>[] = []
    onTestFinished(async () => {
      for (const store of stores) store.close()
      await world.close()
    })
    for (let index = 0; index < count; index += 1) stores.push(await world.open(`store ${index}`))
    return stores
  }

  describe(`a store, ${kind}`, { timeout: 60_000 }, () => {
    test('is complete when it is there, and goes on from what others have committed', async () => {
      const world = await createWorld()
      onTestFinished(() => world.close())
      const a = await world.open()
      expect(a.getSnapshot()).toEqual(emptyBoard)
      a.update(draft => {
        draft.n = 7
        draft.items.push({ id: 1, text: 'x' })
      })
      await a.confirmed()
      const b = await world.open()
      expect([b.getSnapshot(), b.version]).toEqual([a.getState(), 1])
      a.close()
      b.close()
    })

    test('shows its own commits before update returns, and those of others to everybody', async () => {
      const [a, b] = (await opened(2)) as [Store<Board>, Store<Board>]
      const heard: [number, number][] = []
      a.subscribe((state, previous) => heard.push([state.n, previous.n]))
      a.update(increment)
      a.update(increment)
      expect(heard).toEqual([
        [1, 0],
        [2, 1],
      ])
      await agreed([a, b])
      expect(b.getSnapshot().n).toBe(2)
    })

    test('loses nothing and does nothing twice when all write at once', async () => {
      const stores = await opened(4)
      const each = 60
      await Promise.all(
        stores.map(async (store, who) => {
          for (let count = 0; count < each; count += 1) {
            store.update(draft => {
              draft.n += 1
              draft.items.push({ id: count, text: String(who) })
            })
            if (count % 7 === who) await store.confirmed()
          }
        }),
      )
      await agreed(stores)
      const [first] = stores
      for (const store of stores) expect(store.getState()).toEqual(first!.getState())
      expect([first!.getState().n, first!.version]).toEqual([4 * each, 4 * each])
      for (const who of stores.keys()) {
        const mine = first!.getState().items.filter(item => item.text === String(who))
        expect(mine.map(item => item.id)).toEqual(Array.from({ length: each }, (_, id) => id))
      }
    })

    test('tells everybody of the same commits in the same order, with label, peer and patches', async () => {
      const stores = await opened(3)
      const heard = stores.map(store => {
        const events: CommitEvent[] = []
        store.onCommit(event => events.push({ ...event, time: 0 } as CommitEvent))
        return events
      })
      for (const [who, store] of stores.entries()) {
        for (let count = 0; count < 5; count += 1) store.update(increment, { label: `${who}.${count}` })
      }
      await agreed(stores)
      expect(heard[0]!.map(event => event.version)).toEqual(
        Array.from({ length: 15 }, (_, index) => index + 1),
      )
      const who = new Map(stores.map((store, index) => [store.peerId, index]))
      for (const event of heard[0]!) {
        if (event.type !== 'commit') throw new Error('nobody was lapped')
        expect(event.label?.startsWith(`${who.get(event.peer)}.`)).toBe(true)
      }
      expect(heard[1]).toEqual(heard[0])
      expect(heard[2]).toEqual(heard[0])
    })

    test('keeps the identity of what no commit touched', async () => {
      const [a, b] = (await opened(2)) as [Store<Board>, Store<Board>]
      const before = b.getSnapshot()
      a.update(draft => {
        draft.items.push({ id: 1, text: 'x' })
      })
      await agreed([a, b])
      expect(b.getSnapshot().untouched).toBe(before.untouched)
      const items = b.getSnapshot().items
      b.update(increment)
      await agreed([a, b])
      expect(b.getSnapshot().items).toBe(items)
    })

    test('commits nothing for a recipe that throws, changes nothing, is async or brings what cannot be shared', async () => {
      const [a] = (await opened(1)) as [Store<Board>]
      const mine = new Error('mine')
      const bad: ((draft: Board) => void)[] = [
        draft => {
          draft.n = 5
          throw mine
        },
        () => {},
        (async (draft: Board) => {
          draft.n = 5
        }) as unknown as (draft: Board) => void,
        draft => {
          draft.blob = (() => {}) as unknown as string
        },
        () => a.update(increment),
      ]
      const messages = bad.map(recipe => {
        try {
          a.update(recipe)
          return 'nothing'
        } catch (error) {
          return (error as { code?: string }).code ?? (error as Error).message
        }
      })
      expect(messages).toEqual([
        'mine',
        'nothing',
        'LOCKSTEP_RECIPE',
        'LOCKSTEP_UNSUPPORTED',
        'LOCKSTEP_NESTED',
      ])
      await a.confirmed()
      expect([a.getState(), a.version]).toEqual([emptyBoard, 0])
      a.update(increment)
      expect(a.getState().n).toBe(1)
    })

    test('merges what setState is given, and knows every kind of value', async () => {
      const [a, b] = (await opened(2)) as [Store<Board>, Store<Board>]
      const values = {
        date: new Date(7),
        map: new Map([[1, new Set(['x'])]]),
        big: 10n ** 30n,
        bytes: new Uint8Array([1, 2]),
      }
      a.setState({ blob: values as unknown as string })
      await agreed([a, b])
      expect(b.getState()).toEqual({ ...emptyBoard, blob: values })
    })

    test('hears with a selector only what it selects', async () => {
      const [a, b] = (await opened(2)) as [Store<Board>, Store<Board>]
      const heard: number[] = []
      b.subscribe(
        state => state.items.length,
        length => heard.push(length),
        { fireImmediately: true },
      )
      a.update(increment)
      a.update(draft => {
        draft.items.push({ id: 1, text: 'x' })
      })
      await agreed([a, b])
      expect(heard).toEqual([0, 1])
    })

    test('settles when every peer has applied what is committed, and lists itself among the peers', async () => {
      const [a, b] = (await opened(2)) as [Store<Board>, Store<Board>]
      for (let count = 0; count < 20; count += 1) a.update(increment)
      await a.settled({ timeout: 30_000 })
      await delivered(b, 20)
      expect(a.peers().filter(peer => peer.self)).toMatchObject([{ id: a.peerId, title: 'store 0' }])
    })

    test('ends with close: reads go on, writes throw, listeners hear nothing', async () => {
      const [a, b] = (await opened(2)) as [Store<Board>, Store<Board>]
      const heard: string[] = []
      a.onClose(({ reason }) => heard.push(reason))
      a.subscribe(state => heard.push(`n ${state.n}`))
      a.update(increment)
      a.close()
      a.close()
      await delivered(b, 1)
      b.update(increment)
      await b.confirmed()
      expect([a.getState().n, a.closed, a.connection.status]).toEqual([1, true, 'closed'])
      expect(failure(() => a.update(increment)).message).toContain('LOCKSTEP_CLOSED')
      expect(heard).toEqual(['n 1', 'closed'])
    })
  })
}
