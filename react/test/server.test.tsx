import { act } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { createStoreContext, useStore } from '../src/index.js'
import { hydrate } from './mount.js'
import { editor, openEditor, rename, save } from './stores.js'

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
