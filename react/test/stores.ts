import type { Store } from '@lockstep/core'
import { createMemoryStore, defineStore } from '@lockstep/core/memory'
import { onTestFinished } from 'vitest'

export interface Todo {
  id: number
  title: string
  done: boolean
}

export interface EditorState {
  todos: Todo[]
  filter: 'all' | 'done'
  saves: number
}

export const editor = defineStore<EditorState>({
  name: 'test.editor',
  initialState: {
    todos: [
      { id: 1, title: 'tea', done: false },
      { id: 2, title: 'toast', done: true },
    ],
    filter: 'all',
    saves: 0,
  },
})

/** A store of `editor` in memory, closed when the test ends. */
export function openEditor(): Store<EditorState> {
  const store = createMemoryStore(editor)
  onTestFinished(() => store.close())
  return store
}

/** A commit that touches nothing but the number of saves. */
export function save(store: Store<EditorState>): void {
  store.update(draft => {
    draft.saves += 1
  })
}

/** A commit that gives the first todo another title. */
export function rename(store: Store<EditorState>, title: string): void {
  store.update(draft => {
    draft.todos[0]!.title = title
  })
}
