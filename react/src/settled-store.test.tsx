import { MessageChannel } from 'node:worker_threads'
import type { Store } from '@lockstep/core'
import { connectStore, serveStore } from '@lockstep/core/relay'
import { act, type ReactNode, StrictMode, useState } from 'react'
import { expect, test } from 'vitest'
import { Boundary } from '../test/boundary.js'
import { takeComplaints } from '../test/complaints.js'
import { deferred } from '../test/deferred.js'
import { mount } from '../test/mount.js'
import { liveOn, shows, until } from '../test/relay.js'
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

test('a connection that is refused is thrown to the error boundary; a new one shows the whole state at once', async () => {
  const origin = openEditor()
  save(origin)
  const connect = (token: string) => {
    const { port1, port2 } = new MessageChannel()
    serveStore(origin, port1, { authorise: given => given === 'right' })
    return connectStore(editor, port2, { token })
  }
  const seen: number[] = []
  const Seen = () => {
    seen.push(Editor.useStore(state => state.saves))
    return <Saves />
  }
  // As an application would: a boundary with a button that connects again.
  const App = () => {
    const [attempt, setAttempt] = useState(() => ({ number: 1, connecting: connect('wrong') }))
    const retry = () => setAttempt({ number: attempt.number + 1, connecting: connect('right') })
    return (
      <>
        <button type="button" onClick={retry} />
        <Boundary key={attempt.number}>
          <Editor.Provider store={attempt.connecting} fallback="connecting">
            <Seen />
          </Editor.Provider>
        </Boundary>
      </>
    )
  }
  const page = await mount(<App />)
  liveOn()
  await until(page, text => text.startsWith('failed: ') && text.includes('LOCKSTEP_REFUSED'))
  takeComplaints() // React reports what a boundary caught
  expect(seen).toEqual([])
  page.container.querySelector('button')?.click()
  await shows(page, '1')
  expect(seen[0]).toBe(1)
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
