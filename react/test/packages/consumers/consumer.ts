// Code of a user of the packed packages. It is type-checked with every way of resolving modules, as ES module and as
// CommonJS; a declaration that is not found there makes things `any`, and each `@ts-expect-error` below an error.
import {
  type CommitEvent,
  createStore,
  defineStore,
  isLockstepError,
  LockstepError,
  type LockstepErrorCode,
  openStore,
  type Store,
} from '@lockstep/core'
import { createMemoryStore } from '@lockstep/core/memory'
import {
  createStoreContext,
  shallow,
  useConnection,
  usePeers,
  useRejected,
  useShallow,
  useStore,
  useUpdate,
} from '@lockstep/react'

interface Todo {
  id: number
  title: string
  done: boolean
}

type IsAny<Value> = 0 extends 1 & Value ? true : false
function isAny<Value>(_value: Value, _answer: IsAny<Value>): void {}

export const editor = defineStore({
  name: 'consumer.editor',
  initialState: { todos: [] as Todo[], filter: 'all' as 'all' | 'done', due: new Map<number, Date>() },
})

export async function shared(): Promise<void> {
  const store = createStore(editor)
  isAny(store, false)
  isAny(store.getState(), false)
  const titles: string[] = store.getState().todos.map(todo => todo.title)
  // @ts-expect-error titles are strings
  const numbers: number[] = titles
  // @ts-expect-error the state has no such key
  store.getState().missing
  // @ts-expect-error no such option
  createStore({ name: 'consumer.other', initialState: {}, nmae: 1 })

  store.update(draft => {
    isAny(draft, false)
    draft.todos.push({ id: numbers.length, title: 'tea', done: false })
    // @ts-expect-error not one of the filters
    draft.filter = 'some'
  })
  // @ts-expect-error a recipe returns nothing
  store.update(draft => draft.todos.length)
  // @ts-expect-error a recipe is not asynchronous
  store.update(async draft => void draft.todos.pop())
  store.subscribe(
    state => state.filter,
    (filter, previous) => {
      isAny(filter, false)
      const filters: ('all' | 'done')[] = [filter, previous]
      filters.pop()
    },
  )
  store.onCommit((event: CommitEvent) => {
    isAny(event, false)
    if (event.type === 'commit') isAny(event.patches, false)
  })
  const opened: Store<typeof editor.initialState> = await openStore(editor, { timeout: 1000 })
  opened.close()
}

export function inMemory(): number {
  const store = createMemoryStore(editor)
  isAny(store, false)
  const other: Store<typeof editor.initialState> = store
  // @ts-expect-error versions are numbers
  const version: string = other.version
  return version.length
}

export function failure(error: unknown): LockstepErrorCode | undefined {
  // @ts-expect-error no such code
  if (isLockstepError(error, 'LOCKSTEP_NOTHING')) return undefined
  const thrown = isLockstepError(error) ? error : new LockstepError('LOCKSTEP_CLOSED', 'closed')
  isAny(thrown, false)
  return thrown.code
}

export const Editor = createStoreContext(editor)

export function useEverything(store: Store<typeof editor.initialState>): number {
  const todos = useStore(store, state => state.todos)
  isAny(todos, false)
  // @ts-expect-error todos are a list
  const first: Todo = todos
  const titles = useStore(
    store,
    useShallow(state => state.todos.map(todo => todo.title)),
    shallow,
  )
  const filter: 'all' | 'done' = Editor.useStore(state => state.filter)
  const update = useUpdate(store)
  isAny(update, false)
  isAny(useConnection(store).pending, false)
  isAny(usePeers(store)[0], false)
  useRejected(store, event => isAny(event.error, false))
  isAny(Editor.useHandle(), false)
  return titles.length + first.id + filter.length
}
