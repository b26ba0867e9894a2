// Checked by tsc (`npm run typecheck`): every line below an `@ts-expect-error` must not compile.
import { expectTypeOf } from 'vitest'
import {
  type CreatingDefinition,
  type CreatingFileDefinition,
  createMemoryStore,
  createStore,
  defineStore,
  type OpeningFileDefinition,
  openStore,
  type Store,
} from '../index.js'

type Filter = 'all' | 'done'
interface Todo {
  id: number
  title: string
  done: boolean
}

const editor = defineStore({
  name: 'types.editor',
  schemaVersion: 1,
  initialState: { todos: [] as Todo[], filter: 'all' as Filter, byId: new Map<number, Todo>() },
})
interface Editor {
  todos: Todo[]
  filter: Filter
  byId: Map<number, Todo>
}

// Definitions carry their state's type into whatever opens them.
expectTypeOf(editor).toEqualTypeOf<CreatingDefinition<Editor>>()
const store = createStore(editor)
expectTypeOf(store).toEqualTypeOf<Store<Editor>>()
expectTypeOf(openStore(editor)).toEqualTypeOf<Promise<Store<Editor>>>()
expectTypeOf(createMemoryStore(editor)).toEqualTypeOf<Store<Editor>>()
expectTypeOf(createStore({ ...editor, title: 'view', readonly: true })).toEqualTypeOf<Store<Editor>>()
expectTypeOf(createStore({ name: 'types.inline', initialState: { n: 0 } })).toEqualTypeOf<
  Store<{ n: number }>
>()
expectTypeOf(createStore<Editor>({ name: 'types.explicit' })).toEqualTypeOf<Store<Editor>>()
expectTypeOf(createStore(defineStore<Editor>({ name: 'types.open-only' }))).toEqualTypeOf<Store<Editor>>()
expectTypeOf(createStore({ name: 'types.unknown' })).toEqualTypeOf<Store<unknown>>()

// Stores in files. `migrate` gives what `initialState` says, and is not what the type is inferred from.
const saved = defineStore({
  file: '/var/lib/acme/editor.store',
  schemaVersion: 2,
  initialState: { todos: [] as Todo[], filter: 'all' as Filter },
  migrate: (state, from) => {
    expectTypeOf(state).toBeUnknown()
    expectTypeOf(from).toBeNumber()
    return { todos: (state as { list: Todo[] }).list, filter: 'all' as const }
  },
})
interface Saved {
  todos: Todo[]
  filter: Filter
}
expectTypeOf(saved).toEqualTypeOf<CreatingFileDefinition<Saved>>()
expectTypeOf(saved.file).toBeString()
expectTypeOf(createStore(saved)).toEqualTypeOf<Store<Saved>>()
expectTypeOf(openStore({ ...saved, readonly: true })).toEqualTypeOf<Promise<Store<Saved>>>()
expectTypeOf(createMemoryStore(saved)).toEqualTypeOf<Store<Saved>>()
expectTypeOf(createStore({ file: 'a', initialState: { n: 0 } })).toEqualTypeOf<Store<{ n: number }>>()
expectTypeOf(defineStore<Saved>({ file: 'a' })).toEqualTypeOf<OpeningFileDefinition<Saved>>()
expectTypeOf(
  createStore<Saved>({ file: 'a', schemaVersion: 2, migrate: () => ({ todos: [], filter: 'all' }) }),
).toEqualTypeOf<Store<Saved>>()
// @ts-expect-error: a store has one place
createStore({ name: 'types.both', file: 'a', initialState: {} })
// @ts-expect-error: a store has one place
defineStore({ name: 'types.both', file: 'a' })
// @ts-expect-error: a path needs no scope
createStore({ file: 'a', scope: 'dev', initialState: {} })
// @ts-expect-error: in memory there is nothing to migrate
createStore({ name: 'types.named', schemaVersion: 2, initialState: { n: 0 }, migrate: () => ({ n: 1 }) })
// @ts-expect-error: not the state of this program
defineStore({ file: 'a', initialState: { n: 0 }, migrate: () => ({ n: 'one' }) })
// @ts-expect-error: an async migration
defineStore({ file: 'a', initialState: { n: 0 }, migrate: async () => ({ n: 1 }) })
// @ts-expect-error: maxStateBytes says nothing where the file is not made
createStore({ file: 'a', maxStateBytes: 4096 })

// Reads.
expectTypeOf(store.getState()).toEqualTypeOf<Editor>()
expectTypeOf(store.getSnapshot()).toEqualTypeOf<Editor>()
expectTypeOf(store.getInitialState().filter).toEqualTypeOf<Filter>()

// Recipes: drafts may be changed, whether or not the state's type is readonly.
store.update(draft => {
  draft.todos.push({ id: 1, title: 'x', done: false })
  draft.byId.set(1, { id: 1, title: 'x', done: false })
})
store.update(draft => void draft.todos.pop(), { label: 'pop' })
const frozen = createMemoryStore({ name: 'types.readonly', initialState: { list: [1] as readonly number[] } })
frozen.update(draft => {
  draft.list.push(2)
})
// @ts-expect-error: a key that is not there
store.update(draft => void draft.nothing)
store.update(draft => {
  // @ts-expect-error: a value of another type
  draft.filter = 'some'
})
// @ts-expect-error: an async recipe would commit before it is done
store.update(async draft => {
  draft.filter = 'done'
})
const counter = createMemoryStore({ name: 'types.counter', initialState: { n: 0 } })
// @ts-expect-error: a recipe that returns a value, probably by mistake
counter.update(draft => draft.n++)
// @ts-expect-error: a recipe that returns a new state
counter.update(draft => ({ n: draft.n + 1 }))

// setState.
store.setState({ filter: 'done' })
store.setState(state => ({ filter: state.todos.length > 0 ? 'done' : 'all' }))
// @ts-expect-error: a value of another type
store.setState({ filter: 'some' })
// @ts-expect-error: a promise of keys
store.setState(async () => ({ filter: 'done' as const }))

// Selectors.
store.subscribe((state, previous) => {
  expectTypeOf(state).toEqualTypeOf<Editor>()
  expectTypeOf(previous).toEqualTypeOf<Editor>()
})
store.subscribe(
  state => state.todos.length,
  (length, previous) => {
    expectTypeOf(length).toEqualTypeOf<number>()
    expectTypeOf(previous).toEqualTypeOf<number>()
  },
  { equalityFn: (a, b) => a === b, fireImmediately: true },
)
store.subscribe(
  // @ts-expect-error: equalityFn compares what the selector does not give
  state => state.filter,
  () => {},
  { equalityFn: (a: number, b: number) => a === b },
)

// Events.
store.onCommit(event => {
  if (event.type === 'commit') expectTypeOf(event.label).toEqualTypeOf<string | undefined>()
  // @ts-expect-error: a reset has no patches
  else event.patches
})
store.onClose(event =>
  expectTypeOf(event.reason).toEqualTypeOf<'closed' | 'schema' | 'damaged' | 'detached' | 'relay'>(),
)

// Options that mean something only where the store can be created.
// @ts-expect-error: exclusive
createStore({ name: 'types.open', exclusive: true })
// @ts-expect-error: maxStateBytes
createStore({ name: 'types.open', maxStateBytes: 4096 })
// @ts-expect-error: a memory store has nobody to get a state from
createMemoryStore({ name: 'types.open' })
// @ts-expect-error: no name
defineStore({ initialState: {} })
// @ts-expect-error: a typing error
defineStore({ name: 'types.typo', initialState: {}, schemaversion: 2 })
