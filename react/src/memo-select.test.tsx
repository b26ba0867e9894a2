import { act } from 'react'
import { expect, test, vi } from 'vitest'
import { mount } from '../test/mount.js'
import { type EditorState, openEditor, rename, save } from '../test/stores.js'
import { useStore } from './use-store.js'

const saves = (state: EditorState) => state.saves

test('a stable selector runs once for each delivered version, whoever renders how often', async () => {
  const store = openEditor()
  const selector = vi.fn(saves)
  const Saves = (_: { round: number }) => <b>{useStore(store, selector)}</b>
  const page = await mount(<Saves round={1} />)
  expect(selector).toHaveBeenCalledTimes(1)
  await page.render(<Saves round={2} />)
  await page.render(<Saves round={3} />)
  expect(selector, 'not again for a version it has seen').toHaveBeenCalledTimes(1)
  await act(async () => save(store))
  expect(selector, 'once for the change it selects').toHaveBeenCalledTimes(2)
  await act(async () => rename(store, 'coffee'))
  expect(selector, 'once for one it does not').toHaveBeenCalledTimes(3)
  await act(async () => {
    for (let n = 0; n < 10; n += 1) save(store)
  })
  expect(selector, 'once for each of ten in one tick').toHaveBeenCalledTimes(13)
  expect(page.text()).toBe('11')
})

test('a stable selector runs once for each version with an inline equality too', async () => {
  const store = openEditor()
  const selector = vi.fn(saves)
  const Saves = (_: { round: number }) => <b>{useStore(store, selector, (a, b) => a === b)}</b>
  const page = await mount(<Saves round={1} />)
  await page.render(<Saves round={2} />)
  await act(async () => save(store))
  expect(selector).toHaveBeenCalledTimes(2)
})

test('an inline selector runs once in each render, and once for each version that causes none', async () => {
  const store = openEditor()
  const selector = vi.fn(saves)
  const Saves = (_: { round: number }) => <b>{useStore(store, state => selector(state))}</b>
  const page = await mount(<Saves round={1} />)
  expect(selector).toHaveBeenCalledTimes(1)
  await page.render(<Saves round={2} />)
  expect(selector).toHaveBeenCalledTimes(2)
  await act(async () => rename(store, 'coffee'))
  expect(selector).toHaveBeenCalledTimes(3)
  await act(async () => save(store))
  expect(selector, 'the version that causes a render: to see that, and in the render').toHaveBeenCalledTimes(
    5,
  )
})
