import { createStore, type Store } from '@lockstep/core'
import { type TodoState, todos } from './store.js'

/** The todos in their file, as main and the importer open them: both have the same memory. */
export function openTodos(file: string, title: string): Store<TodoState> {
  const { schemaVersion = 1, initialState } = todos
  return createStore({ file, schemaVersion, initialState, title })
}
