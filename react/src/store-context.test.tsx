import type { Store } from '@lockstep/core'
import { isLockstepError } from '@lockstep/core/memory'
import { act, type ReactNode, useState } from 'react'
import { expect, test } from 'vitest'
import { Boundary } from '../test/boundary.js'
import { takeComplaints } from '../test/complaints.js'
import { mount } from '../test/mount.js'
import { liveOn, relayEditor, shows } from '../test/relay.js'
import { type EditorState, editor, openEditor, save } from '../test/stores.js'
import { shallow } from './shallow.js'
import { createStoreContext } from './store-context.js'

const Editor = createStoreContext(editor)
const Saves = () => <b>{Editor.useStore(state => state.saves)}</b>

test('the hooks find the store of the nearest Provider', async () => {
  const outer = openEditor()
  const inner = openEditor()
  save(inner)
  const page = await mount(
    <Editor.Provider store={outer}>
      <Saves />
      <Editor.Provider store={inner}>
        <Saves />
      </Editor.Provider>
    </Editor.Provider>,
  )
  expect(page.text()).toBe('01')
  await act(async () => save(inner))
  expect(page.text()).toBe('02')
})

test('useStore takes nothing, a selector, or a selector and an equality; useUpdate commits', async () => {
  const store = openEditor()
  let renders = 0
  const Child = () => {
    renders += 1
    const update = Editor.useUpdate()
    const titles = Editor.useStore(state => state.todos.map(todo => todo.title), shallow)
    const add = () =>
      update(draft => {
        draft.todos.push({ id: 3, title: 'jam', done: false })
      })
    return (
      <button type="button" onClick={add}>
        {titles.join()}
      </button>
    )
  }
  const Whole = () => Editor.useStore().todos.length
  const page = await mount(
    <Editor.Provider store={store}>
      <Child />
      <Whole />
    </Editor.Provider>,
  )
  await act(async () => save(store))
  expect(renders).toBe(1)
  await act(async () => page.container.querySelector('button')!.click())
  expect(page.text()).toBe('tea,toast,jam3')
})

test('what the other hooks give is the store of the Provider', async () => {
  const { store } = await relayEditor({ judge: () => 'never' })
  const labels: unknown[] = []
  let handle: Store<EditorState> | undefined
  const Child = () => {
    handle = Editor.useHandle()
    Editor.useRejected(({ label }) => labels.push(label))
    const { status, pending } = Editor.useConnection()
    return `${status} ${pending} ${Editor.usePeers().map(peer => peer.title)}`
  }
  const page = await mount(
    <Editor.Provider store={store}>
      <Child />
    </Editor.Provider>,
  )
  expect(page.text()).toBe('live 0 page,')
  expect(handle).toBe(store)
  liveOn()
  store.setState({ saves: 1 }, { label: 'more' })
  await shows(page, 'live 1 page,')
  await shows(page, 'live 0 page,')
  expect(labels).toEqual(['more'])
})

test('the tree goes over to another store and keeps its own state', async () => {
  const first = openEditor()
  const second = openEditor()
  save(second)
  let mounts = 0
  const Child = () => {
    useState(() => {
      mounts += 1
    })
    return <Saves />
  }
  const tree = (store: Store<EditorState>) => (
    <Editor.Provider store={store}>
      <Child />
    </Editor.Provider>
  )
  const page = await mount(tree(first))
  await page.render(tree(second))
  expect(page.text()).toBe('1')
  expect(mounts).toBe(1)
  await act(async () => {
    save(first)
    save(second)
  })
  expect(page.text()).toBe('2')
})

test('a Provider never closes a store that it was given', async () => {
  const store = openEditor()
  const promised = openEditor()
  const page = await mount([
    <div key="store">{provide(store)}</div>,
    <div key="promise">{provide(Promise.resolve(promised))}</div>,
  ])
  await page.unmount()
  expect([store.closed, promised.closed]).toEqual([false, false])
})

test('outside of a Provider the hooks throw LOCKSTEP_OPTIONS and say what to do', async () => {
  for (const [hook, Child] of [
    ['useStore', () => <Saves />],
    ['useUpdate', () => Editor.useUpdate().length],
    ['useConnection', () => Editor.useConnection().status],
    ['usePeers', () => Editor.usePeers().length],
    ['useRejected', () => String(Editor.useRejected(() => {}))],
    ['useHandle', () => Editor.useHandle().name],
  ] as const) {
    const error = await errorOf(<Child />)
    expect(isLockstepError(error, 'LOCKSTEP_OPTIONS')).toBe(true)
    expect((error as Error).message).toMatch(
      `${hook} for the store "test.editor" was called outside of its Provider`,
    )
    expect((error as Error).message).toMatch(/inside the Provider .*docs\/errors\.md#lockstep_options/)
  }
})

test('a Provider without a store says so', async () => {
  const nothing = undefined as unknown as Store<EditorState>
  const error = await errorOf(provide(nothing))
  expect(isLockstepError(error, 'LOCKSTEP_OPTIONS')).toBe(true)
  expect((error as Error).message).toMatch('The Provider of the store "test.editor" was given none')
})

test('two contexts of one definition do not see each other', async () => {
  const Other = createStoreContext(editor)
  const error = await errorOf(
    <Other.Provider store={openEditor()}>
      <Saves />
    </Other.Provider>,
  )
  expect(isLockstepError(error, 'LOCKSTEP_OPTIONS')).toBe(true)
})

function provide(store: Store<EditorState> | Promise<Store<EditorState>>): ReactNode {
  return (
    <Editor.Provider store={store} fallback="opening">
      <Saves />
    </Editor.Provider>
  )
}

async function errorOf(tree: ReactNode): Promise<unknown> {
  const boundary = { current: null as Boundary | null }
  await mount(
    <Boundary
      ref={it => {
        boundary.current = it
      }}
    >
      {tree}
    </Boundary>,
  )
  takeComplaints() // React reports what a boundary caught
  return boundary.current?.state.error
}
