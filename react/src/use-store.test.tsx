import type { Store } from '@lockstep/core'
import { act, StrictMode, useEffect, useLayoutEffect, useState } from 'react'
import { expect, test, vi } from 'vitest'
import { mount } from '../test/mount.js'
import { type EditorState, openEditor, rename, save } from '../test/stores.js'
import { shallow } from './shallow.js'
import { useStore } from './use-store.js'

function Saves({ store }: { store: Store<EditorState> }) {
  return <b>{useStore(store, saves)}</b>
}

const saves = (state: EditorState) => state.saves
const openTitles = (state: EditorState) => state.todos.filter(todo => !todo.done).map(todo => todo.title)

test('renders what the selector takes, and renders again when it changes', async () => {
  const store = openEditor()
  const page = await mount(<Saves store={store} />)
  expect(page.text()).toBe('0')
  await act(async () => save(store))
  expect(page.text()).toBe('1')
})

test('without a selector the component gets the whole state', async () => {
  const store = openEditor()
  const seen: EditorState[] = []
  const Whole = () => {
    seen.push(useStore(store))
    return null
  }
  await mount(<Whole />)
  await act(async () => save(store))
  expect(seen).toEqual([store.getInitialState(), store.getSnapshot()])
  expect(seen[1]).toBe(store.getSnapshot())
})

test('a component does not render for a commit that changes nothing it selects', async () => {
  const store = openEditor()
  let renders = 0
  const Todos = () => {
    renders += 1
    return useStore(store, state => state.todos).map(todo => <i key={todo.id}>{todo.title}</i>)
  }
  await mount(<Todos />)
  await act(async () => save(store))
  expect(renders).toBe(1)
  await act(async () => rename(store, 'coffee'))
  expect(renders).toBe(2)
})

test.for(['stable', 'inline'] as const)(
  'with an equality, a selector may build new objects (%s selector)',
  async kind => {
    const store = openEditor()
    const values: string[][] = []
    const Titles = (_: { round: number }) => {
      const titles = useStore(store, kind === 'stable' ? openTitles : state => openTitles(state), shallow)
      values.push(titles)
      return <p>{titles.join()}</p>
    }
    const page = await mount(<Titles round={1} />)
    await act(async () => save(store))
    expect(values).toHaveLength(1)
    await page.render(<Titles round={2} />)
    expect(values).toHaveLength(2)
    expect(values[1], 'the value keeps its identity between renders').toBe(values[0])
    await act(async () => rename(store, 'coffee'))
    expect(page.text()).toBe('coffee')
    expect(values).toHaveLength(3)
  },
)

test('an inline selector sees the props of the render that it belongs to', async () => {
  const store = openEditor()
  const Title = ({ index }: { index: number }) => <p>{useStore(store, state => state.todos[index]?.title)}</p>
  const page = await mount(<Title index={0} />)
  await page.render(<Title index={1} />)
  expect(page.text()).toBe('toast')
  await act(async () => rename(store, 'coffee'))
  expect(page.text()).toBe('toast')
})

test('several commits in one tick render once', async () => {
  const store = openEditor()
  const rendered: number[] = []
  const Saves = () => {
    const value = useStore(store, saves)
    rendered.push(value)
    return <b>{value}</b>
  }
  const page = await mount(<Saves />)
  globalThis.IS_REACT_ACT_ENVIRONMENT = false // as in a real page: React schedules by itself
  for (let n = 0; n < 5; n += 1) save(store)
  await Promise.resolve().then(() => {})
  expect(rendered).toEqual([0, 5])
  expect(page.text()).toBe('5')
})

test('a commit made between the first render and the subscription is not missed', async () => {
  const store = openEditor()
  const SavesOnMount = () => {
    useLayoutEffect(() => save(store), [])
    return null
  }
  const page = await mount([<Saves key="a" store={store} />, <SavesOnMount key="b" />])
  expect(page.text()).toBe('1')
})

test('a component that is unmounted is not called any more', async () => {
  const store = openEditor()
  const unsubscribed = vi.fn()
  const subscribe = store.subscribe.bind(store) as (listener: () => void) => () => void
  vi.spyOn(store, 'subscribe').mockImplementation((listener: unknown) => {
    const unsubscribe = subscribe(listener as () => void)
    return () => {
      unsubscribed()
      unsubscribe()
    }
  })
  const selector = vi.fn(saves)
  const Saves = () => <b>{useStore(store, selector)}</b>
  const page = await mount(<Saves />)
  await page.render(null)
  expect(unsubscribed).toHaveBeenCalledTimes(1)
  selector.mockClear()
  save(store)
  expect(selector).not.toHaveBeenCalled()
})

test('in StrictMode, components attach, detach and attach again without losing a commit', async () => {
  const store = openEditor()
  let selected = 0
  const selector = (state: EditorState) => {
    selected += 1
    return state.saves
  }
  const Saves = () => <b>{useStore(store, selector)}</b>
  const page = await mount(
    <StrictMode>
      <Saves />
    </StrictMode>,
  )
  selected = 0
  await act(async () => save(store))
  expect(page.text()).toBe('1')
  expect(selected, 'one subscription is left').toBe(1)
  await page.unmount()
  save(store)
  expect(selected, 'and none after it').toBe(1)
})

test('a child whose selector throws for a state in which its parent drops it does not break the page', async () => {
  const store = openEditor()
  const Title = ({ id }: { id: number }) => (
    <i>{useStore(store, state => state.todos.find(todo => todo.id === id)!.title)}</i>
  )
  const List = () => useStore(store, state => state.todos).map(({ id }) => <Title key={id} id={id} />)
  const page = await mount(<List />)
  await act(async () => {
    store.update(draft => {
      draft.todos.shift()
    })
  })
  expect(page.text()).toBe('toast')
})

test('the component goes over to another store', async () => {
  const first = openEditor()
  const second = openEditor()
  save(second)
  const page = await mount(<Saves store={first} />)
  await page.render(<Saves store={second} />)
  expect(page.text()).toBe('1')
  await act(async () => {
    save(first)
    save(second)
  })
  expect(page.text()).toBe('2')
})

test('a closed store keeps showing its last state, to new components too', async () => {
  const store = openEditor()
  save(store)
  const page = await mount(<Saves store={store} />)
  await act(async () => store.close())
  await page.render([<Saves key="old" store={store} />, <Saves key="new" store={store} />])
  expect(page.text()).toBe('11')
})

test('renders the last delivered state and never asks for a newer one', async () => {
  const store = openEditor()
  const getState = vi.spyOn(store, 'getState')
  await mount(<Saves store={store} />)
  await act(async () => save(store))
  expect(getState).not.toHaveBeenCalled()
})

test('an update in an effect is rendered', async () => {
  const store = openEditor()
  const Counter = () => {
    const value = useStore(store, saves)
    const [effects, setEffects] = useState(0)
    useEffect(() => {
      if (value < 3) save(store)
      setEffects(count => count + 1)
    }, [value])
    return `${value} after ${effects}`
  }
  const page = await mount(<Counter />)
  expect(page.text()).toBe('3 after 4')
})
