import type { Store } from '@lockstep/core'
import { act, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { createStoreContext, useStore } from '../src/index.js'
import { hydrate } from './mount.js'
import { liveOn, relayEditor, shows } from './relay.js'
import { type EditorState, editor, openEditor, rename, save } from './stores.js'

const Editor = createStoreContext(editor)

function Page() {
  const titles = Editor.useStore(state => state.todos).map(todo => <i key={todo.id}>{todo.title}</i>)
  return (
    <p>
      {titles} {Editor.useStore(state => state.saves)}
    </p>
  )
}

test('on the server the initial state is rendered, whatever was committed since', () => {
  const store = openEditor()
  const tree = (
    <Editor.Provider store={store}>
      <Page />
    </Editor.Provider>
  )
  const before = renderToString(tree)
  expect(before).toContain('<i>tea</i>')
  save(store)
  expect(renderToString(tree)).toBe(before)
})

test('on the server nothing subscribes', () => {
  const store = openEditor()
  const subscribe = vi.spyOn(store, 'subscribe')
  const Saves = () => useStore(store, state => state.saves)
  expect(renderToString(<Saves />)).toBe('0')
  expect(subscribe).not.toHaveBeenCalled()
})

test('on the server a promise of a store renders the fallback', () => {
  const html = renderToString(
    <Editor.Provider store={Promise.resolve(openEditor())} fallback={<em>opening</em>}>
      <Page />
    </Editor.Provider>,
  )
  expect(html).toBe('<em>opening</em>')
})

test('a page hydrates with the initial state, then shows the present one and follows', async () => {
  const html = renderToString(
    <Editor.Provider store={openEditor()}>
      <Page />
    </Editor.Provider>,
  )
  const store = openEditor()
  rename(store, 'coffee')
  const recovered = vi.fn()
  const states: string[] = []
  const Watch = () => {
    states.push(Editor.useStore(state => state.todos[0]!.title))
    return null
  }
  const page = await hydrate(
    html,
    <Editor.Provider store={store}>
      <Page />
      <Watch />
    </Editor.Provider>,
    recovered,
  )
  expect(recovered, 'the markup matched').not.toHaveBeenCalled()
  expect(states[0]).toBe('tea')
  expect(page.text()).toBe('coffeetoast 0')
  await act(async () => save(store))
  expect(page.text()).toBe('coffeetoast 1')
})

test('hydration with an equality renders once where the present state is equal to the initial one', async () => {
  const store = openEditor()
  save(store)
  let renders = 0
  const Titles = () => {
    renders += 1
    return useStore(
      store,
      state => state.todos.map(todo => todo.title),
      (a, b) => a.join() === b.join(),
    ).join()
  }
  const html = renderToString(<Titles />)
  renders = 0
  await hydrate(html, <Titles />, vi.fn())
  expect(renders).toBe(1)
})

function Status() {
  const { status, pending } = Editor.useConnection()
  return `${status} ${pending}, ${Editor.usePeers().map(peer => peer.title)}`
}

test('on the server a store is live and nobody is there, and a page hydrates with that before it says more', async () => {
  const provide = (store: Store<EditorState>, child: ReactNode) => (
    <Editor.Provider store={store}>{child}</Editor.Provider>
  )
  const html = renderToString(provide(openEditor(), <Status />))
  expect(html).toBe('live 0, ')
  const { store, cut, hold } = await relayEditor()
  hold(true)
  cut()
  await new Promise<void>(resolve => store.onConnection(() => resolve()))
  save(store)
  const recovered = vi.fn()
  const page = await hydrate(html, provide(store, <Status />), recovered)
  expect(recovered, 'the markup matched').not.toHaveBeenCalled()
  expect(page.text()).toBe('offline 1, page,')
})

test('a page hydrates with the initial state over a relay, and goes on with what the server has sent', async () => {
  const { store, origin } = await relayEditor()
  rename(origin, 'coffee')
  await new Promise<void>(resolve => store.subscribe(() => resolve()))
  const html = renderToString(
    <Editor.Provider store={openEditor()}>
      <Page />
    </Editor.Provider>,
  )
  const recovered = vi.fn()
  const page = await hydrate(
    html,
    <Editor.Provider store={store}>
      <Page />
    </Editor.Provider>,
    recovered,
  )
  expect(recovered, 'the markup matched').not.toHaveBeenCalled()
  expect(page.text()).toBe('coffeetoast 0')
  liveOn()
  save(origin)
  await shows(page, 'coffeetoast 1')
})
