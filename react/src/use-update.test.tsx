import { isLockstepError } from '@lockstep/core/memory'
import { act } from 'react'
import { expect, test } from 'vitest'
import { mount } from '../test/mount.js'
import { type EditorState, openEditor } from '../test/stores.js'
import { useStore } from './use-store.js'
import { type Update, useUpdate } from './use-update.js'

test('updates the store from an event, with a label', async () => {
  const store = openEditor()
  const labels: unknown[] = []
  store.onCommit(event => labels.push(event.type === 'commit' && event.label))
  const Filter = () => {
    const update = useUpdate(store)
    const filter = useStore(store, state => state.filter)
    const showDone = () =>
      update(
        draft => {
          draft.filter = 'done'
        },
        { label: 'show done' },
      )
    return (
      <button type="button" onClick={showDone}>
        {filter}
      </button>
    )
  }
  const page = await mount(<Filter />)
  await act(async () => page.container.querySelector('button')!.click())
  expect(page.text()).toBe('done')
  expect(labels).toEqual(['show done'])
})

test('is the same function in every render, and another for another store', async () => {
  const first = openEditor()
  const second = openEditor()
  const functions: Update<EditorState>[] = []
  const Component = ({ store }: { store: typeof first }) => {
    functions.push(useUpdate(store))
    return useStore(store, state => state.saves)
  }
  const page = await mount(<Component store={first} />)
  await act(async () => first.setState({ saves: 1 }))
  await page.render(<Component store={second} />)
  expect(functions).toHaveLength(3)
  expect(functions[1]).toBe(functions[0])
  expect(functions[2]).not.toBe(functions[1])
})

test('throws what the store throws', async () => {
  const store = openEditor()
  let update: Update<EditorState> | undefined
  const Component = () => {
    update = useUpdate(store)
    return null
  }
  await mount(<Component />)
  store.close()
  const error = caught(() =>
    update!(draft => {
      draft.saves = 1
    }),
  )
  expect(isLockstepError(error, 'LOCKSTEP_CLOSED')).toBe(true)
})

function caught(action: () => void): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
