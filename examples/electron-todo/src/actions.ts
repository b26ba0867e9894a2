// Every change that the windows make, with its label: what the policy goes by. Ids and times are made before the recipe,
// which may run again when somebody else commits first.
import type { Recipe, Store } from '@lockstep/core/memory'
import { pageOf, TITLE_LENGTH, type Todo, type TodoState } from './store.js'

export type TodoStore = Store<TodoState>
export type TodoDraft = Parameters<Recipe<TodoState>>[0]

/** What one todo was and what it is: what undo needs. `undefined` where there is none. */
export interface Change {
  readonly id: string
  readonly before: Todo | undefined
  readonly after: Todo | undefined
}

export function todoOf(state: TodoState, id: string): Todo | undefined {
  return state.pages.get(pageOf(id))?.get(id)
}

export function addTodo(store: TodoStore, title: string): Change {
  const now = new Date()
  const id = `${now.toISOString().slice(0, 10)}/${crypto.randomUUID()}`
  // The newest first.
  const after = { title: title.slice(0, TITLE_LENGTH), done: false, order: -now.getTime() }
  store.update(draft => put(draft, id, after), { label: 'add todo' })
  return { id, before: undefined, after }
}

export function renameTodo(store: TodoStore, id: string, given: string): Change | undefined {
  const title = given.slice(0, TITLE_LENGTH)
  return edit(store, 'rename todo', id, { title })
}

export function tickTodo(store: TodoStore, id: string, done: boolean): Change | undefined {
  return edit(store, 'tick todo', id, { done })
}

export function removeTodo(store: TodoStore, id: string): Change | undefined {
  const before = todoOf(store.getState(), id)
  store.update(draft => put(draft, id, undefined), { label: 'remove todo' })
  return before && { id, before, after: undefined }
}

function edit(
  store: TodoStore,
  label: string,
  id: string,
  fields: Partial<Pick<Todo, 'title' | 'done'>>,
): Change | undefined {
  const before = todoOf(store.getState(), id)
  store.update(
    draft => {
      const todo = draft.pages.get(pageOf(id))?.get(id)
      // Somebody else may have removed it.
      if (todo !== undefined) Object.assign(todo, fields)
    },
    { label },
  )
  return before && { id, before, after: { ...before, ...fields } }
}

/** Takes a change back, unless somebody has changed the same todo since. */
export function revert(store: TodoStore, { id, before, after }: Change): void {
  store.update(
    draft => {
      if (same(draft.pages.get(pageOf(id))?.get(id), after)) put(draft, id, before)
    },
    { label: 'undo' },
  )
}

export function cancelImport(store: TodoStore): void {
  store.update(
    draft => {
      if (draft.import?.status === 'waiting' || draft.import?.status === 'running')
        draft.import.status = 'cancelled'
    },
    { label: 'cancel import' },
  )
}

export function continueImport(store: TodoStore): void {
  store.update(
    draft => {
      const status = draft.import?.status
      if (status === 'cancelled' || status === 'stopped' || status === 'failed')
        draft.import!.status = 'waiting'
    },
    { label: 'continue import' },
  )
}

export function put(draft: TodoDraft, id: string, todo: Todo | undefined): void {
  const name = pageOf(id)
  const page = draft.pages.get(name)
  if (todo === undefined) page?.delete(id)
  else if (page !== undefined) page.set(id, todo)
  else draft.pages.set(name, new Map([[id, todo]]))
}

function same(a: Todo | undefined, b: Todo | undefined): boolean {
  return a?.title === b?.title && a?.done === b?.done
}
