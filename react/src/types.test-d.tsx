// Checked by `npm run typecheck`: what must be inferred, and what must not compile.
import type { Connection, RejectedEvent, Store } from '@lockstep/core'
import { createMemoryStore, defineStore } from '@lockstep/core/memory'
import type { ReactNode } from 'react'
import { expectTypeOf } from 'vitest'
import {
  createStoreContext,
  type PresentPeer,
  shallow,
  useConnection,
  usePeers,
  useRejected,
  useShallow,
  useStore,
  useUpdate,
} from './index.js'

interface Todo {
  id: number
  title: string
  done: boolean
}
interface State {
  todos: Todo[]
  filter: 'all' | 'done'
}

const definition = defineStore({
  name: 'types',
  initialState: { todos: [] as Todo[], filter: 'all' as 'all' | 'done' },
})
const editor = createMemoryStore(definition)

export function StoreHooks() {
  expectTypeOf(useStore(editor)).toEqualTypeOf<State>()
  expectTypeOf(useStore(editor, state => state.todos)).toEqualTypeOf<Todo[]>()
  expectTypeOf(useStore(editor, state => state.todos[0]?.title)).toEqualTypeOf<string | undefined>()
  expectTypeOf(useStore(editor, state => state.todos.map(todo => todo.id), shallow)).toEqualTypeOf<number[]>()
  expectTypeOf(
    useStore(
      editor,
      state => state.filter,
      (a, b) => a === b,
    ),
  ).toEqualTypeOf<'all' | 'done'>()
  expectTypeOf(
    useStore(
      editor,
      useShallow(state => ({ filter: state.filter })),
    ),
  ).toEqualTypeOf<{ filter: 'all' | 'done' }>()

  // @ts-expect-error: the state has no such key
  useStore(editor, state => state.todo)
  useStore(
    editor,
    // @ts-expect-error: nor has it within useShallow
    useShallow(state => [state.todo]),
  )
  useStore(
    editor,
    // @ts-expect-error: an equality compares what is selected
    state => state.filter,
    (a: number, b: number) => a === b,
  )
  // @ts-expect-error: a definition is no store
  useStore(definition)
  // @ts-expect-error: a promise belongs into a Provider
  useStore(Promise.resolve(editor))
  // @ts-expect-error: what is selected is not a number
  const count: number = useStore(editor, state => state.filter)
  return count
}

export function UpdateHooks() {
  const update = useUpdate(editor)
  expectTypeOf(update).toEqualTypeOf<Store<State>['update']>()
  update(draft => {
    draft.todos.push({ id: 1, title: 'tea', done: false })
  })
  update(
    draft => {
      draft.filter = 'done'
    },
    { label: 'show done' },
  )

  // @ts-expect-error: an async recipe
  update(async draft => {
    draft.filter = 'done'
  })
  // @ts-expect-error: a recipe that returns a value
  update(draft => draft.todos.length++)
  update(draft => {
    // @ts-expect-error: not one of the filters
    draft.filter = 'open'
  })
  // @ts-expect-error: no such option
  update(() => {}, { lable: 'typo' })
}

export function LinkHooks() {
  const { status, pending } = useConnection(editor)
  expectTypeOf(status).toEqualTypeOf<'live' | 'rebasing' | 'offline' | 'closed'>()
  expectTypeOf(pending).toEqualTypeOf<number>()
  const peers = usePeers(editor)
  expectTypeOf(peers).toEqualTypeOf<readonly PresentPeer[]>()
  expectTypeOf(peers[0]!).toEqualTypeOf<{
    readonly id: string
    readonly pid: number
    readonly title: string
    readonly self: boolean
  }>()
  useRejected(editor, event => expectTypeOf(event).toEqualTypeOf<RejectedEvent>())
  useRejected(editor, () => {})

  // @ts-expect-error: what is returned belongs to everybody
  peers.push(peers[0])
  // @ts-expect-error: it would be that of another moment
  peers[0]?.version
  // @ts-expect-error: no such status
  const online: 'online' = status
  // @ts-expect-error: nothing to call
  useRejected(editor)
  // @ts-expect-error: a definition is no store
  useConnection(definition)
  // @ts-expect-error: nor is a promise
  usePeers(Promise.resolve(editor))
  return online
}

const Editor = createStoreContext(definition)

export function ContextHooks() {
  expectTypeOf(Editor.useStore()).toEqualTypeOf<State>()
  expectTypeOf(Editor.useStore(state => state.todos)).toEqualTypeOf<Todo[]>()
  expectTypeOf(Editor.useStore(state => state.todos.map(todo => todo.id), shallow)).toEqualTypeOf<number[]>()
  expectTypeOf(Editor.useStore(useShallow(state => [state.filter]))).toEqualTypeOf<('all' | 'done')[]>()
  expectTypeOf(Editor.useUpdate()).toEqualTypeOf<Store<State>['update']>()
  expectTypeOf(Editor.useConnection()).toEqualTypeOf<Connection>()
  expectTypeOf(Editor.usePeers()).toEqualTypeOf<readonly PresentPeer[]>()
  expectTypeOf(Editor.useHandle()).toEqualTypeOf<Store<State>>()
  Editor.useRejected(event => expectTypeOf(event).toEqualTypeOf<RejectedEvent>())

  // @ts-expect-error: the state has no such key
  Editor.useStore(state => state.todo)
  // @ts-expect-error: the Provider knows the store
  Editor.useStore(editor)
}

const other = createMemoryStore({ name: 'other', initialState: { count: 0 } })

export const providers: ReactNode[] = [
  <Editor.Provider key="store" store={editor} />,
  <Editor.Provider key="promise" store={Promise.resolve(editor)} fallback="opening">
    text
  </Editor.Provider>,
  // @ts-expect-error: a Provider needs a store
  <Editor.Provider key="nothing" />,
  // @ts-expect-error: a store of another state
  <Editor.Provider key="other" store={other} />,
  // @ts-expect-error: a promise of a store of another state
  <Editor.Provider key="promise of other" store={Promise.resolve(other)} />,
]

// @ts-expect-error: not a definition
createStoreContext({ initialState: {} })
