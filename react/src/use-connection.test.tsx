import type { Store } from '@lockstep/core'
import { act, StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { mount, type Page } from '../test/mount.js'
import { liveOn, relayEditor, shows } from '../test/relay.js'
import { type EditorState, openEditor, rename, save } from '../test/stores.js'
import { useConnection } from './use-connection.js'
import { useStore } from './use-store.js'

/** Shows the connection, and keeps every value that it rendered. */
function watching(store: Store<EditorState>) {
  const rendered: string[] = []
  const Watch = () => {
    const { status, pending } = useConnection(store)
    rendered.push(`${status} ${pending}`)
    return `${status} ${pending}`
  }
  return { Watch, rendered }
}

test('counts the commits of this page from update until they are confirmed', async () => {
  const { store, origin } = await relayEditor()
  const { Watch, rendered } = watching(store)
  const page = await mount(<Watch />)
  liveOn()
  save(store)
  save(store)
  await shows(page, 'live 2')
  await store.confirmed()
  await shows(page, 'live 0')
  expect(rendered[0]).toBe('live 0')
  expect(rendered.filter(it => !['live 0', 'live 1', 'live 2'].includes(it))).toEqual([])
  expect(origin.getState().saves).toBe(2)
})

test('says that commits run again on what others committed first', async () => {
  const { store, origin } = await relayEditor()
  const { Watch, rendered } = watching(store)
  const page = await mount(<Watch />)
  liveOn()
  save(store)
  rename(origin, 'coffee')
  await store.confirmed()
  await shows(page, 'live 0')
  expect(rendered).toContain('rebasing 1')
})

test('does not render for what others commit', async () => {
  const { store, origin } = await relayEditor()
  const { Watch, rendered } = watching(store)
  await mount(<Watch />)
  liveOn()
  const arrived = new Promise<void>(resolve => store.subscribe(() => resolve()))
  save(origin)
  await arrived
  await null
  expect(rendered).toEqual(['live 0'])
})

test('counts what waits while there is no connection, and goes live again', async () => {
  const { store, origin, cut, hold } = await relayEditor()
  const { Watch } = watching(store)
  const page = await mount(
    <StrictMode>
      <Watch />
    </StrictMode>,
  )
  liveOn()
  hold(true)
  cut()
  await shows(page, 'offline 0')
  save(store)
  save(store)
  await shows(page, 'offline 2')
  hold(false)
  await shows(page, 'live 0')
  expect(origin.getState().saves).toBe(2)
})

test('says closed when the connection ends for good, and when the store is closed here', async () => {
  const ending = await relayEditor({ returns: false })
  const closing = await relayEditor()
  const memory = openEditor()
  const stores = [ending.store, closing.store, memory]
  const pages: Page[] = []
  for (const store of stores) {
    const { Watch } = watching(store)
    pages.push(await mount(<Watch />))
  }
  liveOn()
  for (const page of pages) expect(page.text()).toBe('live 0')
  ending.cut()
  closing.store.close()
  memory.close()
  for (const page of pages) await shows(page, 'closed 0')
  const { Watch } = watching(memory)
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  expect((await mount(<Watch />)).text(), 'to new components too').toBe('closed 0')
})

test('a component that is unmounted, or goes over to another store, leaves the first one', async () => {
  const { store } = await relayEditor()
  const other = openEditor()
  const left = vi.fn()
  const onConnection = store.onConnection.bind(store)
  vi.spyOn(store, 'onConnection').mockImplementation(listener => {
    const leave = onConnection(listener)
    return () => {
      left()
      leave()
    }
  })
  const Watch = ({ of }: { of: Store<EditorState> }) => useConnection(of).status
  const page = await mount(<Watch of={store} />)
  await page.render(<Watch of={other} />)
  expect(left).toHaveBeenCalledTimes(1)
  await page.render(<Watch of={store} />)
  await page.unmount()
  expect(left).toHaveBeenCalledTimes(2)
})

test('a memory store is live throughout', async () => {
  const store = openEditor()
  const { Watch, rendered } = watching(store)
  await mount(<Watch />)
  await act(async () => save(store))
  expect(rendered).toEqual(['live 0'])
})

test('no render shows a commit that is not counted, nor counts one that is not shown', async () => {
  const { store } = await relayEditor({ judge: ({ label }) => label })
  const rendered = new Set<string>()
  const Saves = () => {
    const { pending } = useConnection(store)
    const text = `${useStore(store, state => state.saves)} shown, ${pending} pending`
    rendered.add(text)
    return text
  }
  const page = await mount(<Saves />)
  liveOn()
  for (let round = 0; round < 20; round += 1) {
    store.update(
      draft => {
        draft.saves += 1
      },
      { label: 'never' },
    )
    await shows(page, '1 shown, 1 pending')
    await store.confirmed().catch(() => {})
    await shows(page, '0 shown, 0 pending')
  }
  expect([...rendered]).toEqual(['0 shown, 0 pending', '1 shown, 1 pending'])
})
