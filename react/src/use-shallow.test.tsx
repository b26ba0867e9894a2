import { act } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mount } from '../test/mount.js'
import { type EditorState, openEditor, rename, save } from '../test/stores.js'
import { useShallow } from './use-shallow.js'
import { useStore } from './use-store.js'

const titlesOf = (state: EditorState) => state.todos.map(todo => todo.title)

test.for(['stable', 'inline'] as const)(
  'renders again only when the contents change (%s selector)',
  async kind => {
    const store = openEditor()
    const values: string[][] = []
    const Titles = (_: { round: number }) => {
      const titles = useStore(store, useShallow(kind === 'stable' ? titlesOf : state => titlesOf(state)))
      values.push(titles)
      return titles.join()
    }
    const page = await mount(<Titles round={1} />)
    await act(async () => save(store))
    expect(values).toHaveLength(1)
    await page.render(<Titles round={2} />)
    expect(values[1]).toBe(values[0])
    await act(async () => rename(store, 'coffee'))
    expect(page.text()).toBe('coffee,toast')
    expect(values).toHaveLength(3)
  },
)

test('a stable selector runs once for each version', async () => {
  vi.stubEnv('NODE_ENV', 'production') // development runs it once more to see whether it is stable
  onTestFinished(() => void vi.unstubAllEnvs())
  const store = openEditor()
  const selector = vi.fn(titlesOf)
  const Titles = (_: { round: number }) => useStore(store, useShallow(selector)).join()
  const page = await mount(<Titles round={1} />)
  await page.render(<Titles round={2} />)
  expect(selector).toHaveBeenCalledTimes(1)
  await act(async () => save(store))
  expect(selector).toHaveBeenCalledTimes(2)
})

test('the selector follows the props it closes over', async () => {
  const store = openEditor()
  const Keys = ({ first }: { first: number }) =>
    useStore(
      store,
      useShallow(state => titlesOf(state).slice(first)),
    ).join()
  const page = await mount(<Keys first={0} />)
  await page.render(<Keys first={1} />)
  expect(page.text()).toBe('toast')
})
