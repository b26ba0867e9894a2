import { connectStore, createMemoryStore, type Store, serveStore } from '@lockstep/core/relay'
import { beforeEach, expect, test } from 'vitest'
import {
  addTodo,
  cancelImport,
  continueImport,
  put,
  removeTodo,
  renameTodo,
  revert,
  type TodoDraft,
  tickTodo,
  todoOf,
} from './actions.js'
import { askForImport, beginRun, endRun } from './importing.js'
import { pagePolicy } from './policy.js'
import { type ImportStatus, type TodoState, todos } from './store.js'

let store: Store<TodoState>
let page: Store<TodoState>
let refusals: string[]
let id: string

beforeEach(async () => {
  store = createMemoryStore(todos)
  id = addTodo(store, 'Water the plants').id
  const { port1, port2 } = new MessageChannel()
  refusals = []
  serveStore(store, port1, { ...pagePolicy, onRefused: ({ reason }) => refusals.push(reason) })
  page = await connectStore(todos, port2)
  return () => page.close()
})

test('a window adds, renames, ticks and removes todos, and takes that back', async () => {
  const added = addTodo(page, 'Feed the cat')
  renameTodo(page, added.id, 'Feed both cats')
  tickTodo(page, id, true)
  const removed = removeTodo(page, id)!
  await page.confirmed()
  expect(todoOf(store.getState(), added.id)?.title).toBe('Feed both cats')
  expect(todoOf(store.getState(), id)).toBeUndefined()
  revert(page, removed)
  await page.confirmed()
  expect(todoOf(store.getState(), id)).toMatchObject({ title: 'Water the plants', done: true })
  expect(refusals).toEqual([])
})

test('a window cancels an import that is at work, and has one go on that is not', async () => {
  askForImport(store, '/home/me/todos.txt')
  beginRun(store, 'a')
  await page.settled()
  cancelImport(page)
  await page.confirmed()
  expect(store.getState().import?.status).toBe('cancelled')
  continueImport(page)
  await page.confirmed()
  expect(store.getState().import).toMatchObject({ status: 'waiting', file: '/home/me/todos.txt' })
  expect(refusals).toEqual([])
})

const todo = (fields: object) => ({ title: 'x', done: false, order: 0, ...fields }) as never
const day = '2026-11-26'

test.each<[what: string, label: string, recipe: (draft: TodoDraft) => void]>([
  ['a title that is no text', 'add todo', draft => put(draft, `${day}/1`, todo({ title: 1 }))],
  ['a title without end', 'add todo', draft => put(draft, `${day}/1`, todo({ title: 'x'.repeat(501) }))],
  [
    'a todo that is neither open nor done',
    'add todo',
    draft => put(draft, `${day}/1`, todo({ done: 'yes' })),
  ],
  ['a todo at no place', 'add todo', draft => put(draft, `${day}/1`, todo({ order: Number.NaN }))],
  ['a todo with more to it', 'undo', draft => put(draft, `${day}/1`, todo({ html: '<b>' }))],
  [
    'a todo on a page that is not its own',
    'undo',
    draft => void draft.pages.set(day, new Map([['x/1', todo({})]])),
  ],
  ['a page that holds no todos', 'undo', draft => void draft.pages.set(day, [] as never)],
  ['a commit under a label that is not known', 'import todos', draft => put(draft, `${day}/1`, todo({}))],
  ['what its label does not say', 'tick todo', draft => put(draft, `${day}/1`, todo({}))],
  [
    'a file to import',
    'continue import',
    draft => void Object.assign(draft.import!, { file: '/etc/shadow' }),
  ],
  ['an import that is at work again', 'continue import', draft => setStatus(draft, 'running')],
  ['an import that is done', 'cancel import', draft => setStatus(draft, 'done')],
  ['no import', 'cancel import', draft => void Object.assign(draft, { import: null })],
])('refuses %s', async (_, label, recipe) => {
  askForImport(store, '/home/me/todos.txt')
  beginRun(store, 'a')
  endRun(store, 'a', 'stopped')
  await page.settled()
  const before = store.getState()
  page.update(recipe, { label })
  await expect(page.confirmed()).rejects.toMatchObject({ code: 'LOCKSTEP_REFUSED' })
  expect(store.getState()).toBe(before)
  expect(refusals).toHaveLength(1)
})

function setStatus(draft: TodoDraft, status: ImportStatus): void {
  draft.import!.status = status
}
