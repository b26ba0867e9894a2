import { act } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { takeComplaints } from '../test/complaints.js'
import { mount } from '../test/mount.js'
import { type EditorState, openEditor, save } from '../test/stores.js'
import { shallow } from './shallow.js'
import { useShallow } from './use-shallow.js'
import { useStore } from './use-store.js'

test('a selector that returns a new object each time is named once, with what to do', async () => {
  const store = openEditor()
  const List = (_: { round: number }) => useStore(store, state => state.todos.map(todo => todo.id)).join()
  const page = await mount([<List key="a" round={1} />, <List key="b" round={1} />])
  await page.render([<List key="a" round={2} />, <List key="b" round={2} />])
  await act(async () => save(store))
  const [warning, ...others] = takeComplaints()
  expect(others).toEqual([])
  expect(warning).toMatch(/state\.todos\.map/)
  expect(warning).toMatch(/useShallow/)
  expect(warning).toMatch(/equality/)
})

test('such a selector still renders, without a loop', async () => {
  const store = openEditor()
  let renders = 0
  const List = () => {
    renders += 1
    return useStore(store, ({ todos, saves }) => ({ count: todos.length, saves })).saves
  }
  const page = await mount(<List />)
  await act(async () => save(store))
  expect(page.text()).toBe('1')
  expect(renders).toBe(2)
  expect(takeComplaints()).toHaveLength(1)
})

test('two selectors are two warnings', async () => {
  const store = openEditor()
  const Todos = () => [
    useStore(store, state => state.todos.slice(0, 1)).length,
    useStore(store, state => state.todos.slice(1, 2)).length,
  ]
  await mount(<Todos />)
  expect(takeComplaints()).toHaveLength(2)
})

test('an equality, useShallow and parts of the state are fine', async () => {
  const store = openEditor()
  const Todos = () => [
    useStore(store, state => state.todos.slice(0, 2), shallow).length,
    useStore(
      store,
      useShallow(state => state.todos.slice(0, 3)),
    ).length,
    useStore(store, state => state.todos[0])?.title,
  ]
  const page = await mount(<Todos />)
  expect(page.text()).toBe('22tea')
})

test('the first object is examined, also when a selector returned none before', async () => {
  const store = openEditor()
  const Saved = () => useStore(store, state => (state.saves > 0 ? { saves: state.saves } : undefined))?.saves
  await mount(<Saved />)
  expect(takeComplaints()).toEqual([])
  await act(async () => save(store))
  expect(takeComplaints()).toHaveLength(1)
})

let calls = 0
test.for<[string | undefined, (state: EditorState) => unknown[]]>([
  ['production', ({ saves }) => [++calls, saves]],
  [undefined, ({ filter }) => [++calls, filter]],
])('with NODE_ENV %s a selector runs once, and nothing is said', async ([env, selector]) => {
  vi.stubEnv('NODE_ENV', env)
  onTestFinished(() => void vi.unstubAllEnvs())
  calls = 0
  const store = openEditor()
  const Calls = () => String(useStore(store, selector)[0])
  const page = await mount(<Calls />)
  expect(page.text()).toBe('1')
  expect(calls).toBe(1)
})
