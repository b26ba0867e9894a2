/** A page as an app has one: its script sees a window, and nothing of Node. */
import { connectStore, type Store } from '@lockstep/core/electron/renderer'
import type { Board } from '../../conformance/world.js'
import type { TestGlobal } from '../fake/renderer.js'

declare const test: TestGlobal

let store: Store<Board> | undefined
const increment = (draft: Board): void => {
  draft.n += 1
}
const heard: number[] = []

test.on('connect', async (name: string, initialState: Board, timeout?: number) => {
  store = await connectStore({ name, initialState }, timeout === undefined ? {} : { timeout })
  store.subscribe(state => heard.push(state.n))
})
test.on('increment', (times: number) => {
  for (let count = 0; count < times; count += 1) store!.update(increment)
})
test.on('push', (id: number, text: string) =>
  store!.update(draft => {
    draft.items.push({ id, text })
  }),
)
test.on('confirmed', () => store!.confirmed())
test.on('state', () => store!.getState())
test.on('version', () => store!.version)
test.on('status', () => store!.connection.status)
test.on('close', () => store!.close())
test.on('reaches', async (n: number) => {
  await new Promise<void>(resolve => {
    const check = () => store!.getState().n >= n && resolve()
    store!.subscribe(check)
    check()
  })
})
/** What a page has that it should not have. */
test.on('globals', () => ['require', 'process', 'Buffer', 'module'].filter(name => name in globalThis))
