import type { Store } from '@lockstep/core'
import { act, type ReactNode, StrictMode } from 'react'
import { expect, test } from 'vitest'
import { Boundary } from '../test/boundary.js'
import { takeComplaints } from '../test/complaints.js'
import { deferred } from '../test/deferred.js'
import { mount } from '../test/mount.js'
import { type EditorState, editor, openEditor, save } from '../test/stores.js'
import { createStoreContext } from './store-context.js'

const Editor = createStoreContext(editor)
const Saves = () => <b>{Editor.useStore(state => state.saves)}</b>

test('a promise shows the fallback until there is a store', async () => {
  const store = openEditor()
  save(store)
  const opening = deferred<Store<EditorState>>()
  const page = await mount(
    <StrictMode>
      <Editor.Provider store={opening.promise} fallback="opening">
        <Saves />
      </Editor.Provider>
    </StrictMode>,
  )
  expect(page.text()).toBe('opening')
  await act(async () => opening.resolve(store))
  expect(page.text()).toBe('1')
  await act(async () => save(store))
  expect(page.text()).toBe('2')
})

test('without a fallback nothing is shown while the promise is pending', async () => {
  const page = await mount(
    <Editor.Provider store={new Promise(() => {})}>
      <Saves />
    </Editor.Provider>,
  )
  expect(page.container.innerHTML).toBe('')
})

test('a tree that mounts with a settled promise renders without its fallback', async () => {
  const store = openEditor()
  const opened = Promise.resolve(store)
  let fallbacks = 0
  const Fallback = () => {
    fallbacks += 1
    return null
  }
  const tree = (
    <Editor.Provider store={opened} fallback={<Fallback />}>
      <Saves />
    </Editor.Provider>
  )
  const page = await mount(tree)
  await page.render(null)
  fallbacks = 0
  await page.render(tree)
  expect(page.text()).toBe('0')
  expect(fallbacks).toBe(0)
})

test('a rejected promise is thrown to the error boundary, and another one starts anew', async () => {
  const reason = new Error('the server is gone')
  const store = openEditor()
  const boundary = { current: null as Boundary | null }
  const tree = (source: Promise<Store<EditorState>>) => (
    <Boundary
      ref={it => {
        boundary.current = it
      }}
    >
      <Editor.Provider store={source} fallback="opening">
        <Saves />
      </Editor.Provider>
    </Boundary>
  )
  const page = await mount(tree(Promise.reject(reason)))
  expect(page.text()).toBe('failed: the server is gone')
  expect(boundary.current?.state.error).toBe(reason)
  takeComplaints() // React reports what a boundary caught

  await page.render(tree(Promise.resolve(store)))
  await act(async () => boundary.current?.setState({ error: undefined }))
  expect(page.text()).toBe('0')
})

test('a promise that settles after it was replaced, or after the unmount, changes nothing', async () => {
  const late = deferred<Store<EditorState>>()
  const unmounted = deferred<Store<EditorState>>()
  const stores = [openEditor(), openEditor(), openEditor()] as const
  save(stores[1])
  const page = await mount(provide(late.promise))
  await page.render(provide(stores[1]))
  await act(async () => late.resolve(stores[0]))
  expect(page.text()).toBe('1')
  await page.render(provide(unmounted.promise))
  expect(page.text()).toBe('opening')
  await page.unmount()
  unmounted.resolve(stores[2])
  await unmounted.promise
  expect(stores.map(store => store.closed)).toEqual([false, false, false])
})

function provide(store: Store<EditorState> | Promise<Store<EditorState>>): ReactNode {
  return (
    <Editor.Provider store={store} fallback="opening">
      <Saves />
    </Editor.Provider>
  )
}
