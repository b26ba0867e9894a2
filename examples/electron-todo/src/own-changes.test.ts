import { createMemoryStore } from '@lockstep/core/memory'
import { beforeEach, expect, test } from 'vitest'
import { addTodo, removeTodo, renameTodo, type TodoStore, tickTodo, todoOf } from './actions.js'
import { createOwnChanges, type OwnChanges } from './own-changes.js'
import { countTodos } from './select.js'
import { todos } from './store.js'

let store: TodoStore
let own: OwnChanges
let id: string

beforeEach(() => {
  store = createMemoryStore(todos)
  own = createOwnChanges(store)
  const change = addTodo(store, 'Water the plants')
  id = change.id
  own.add(change)
})

const title = () => todoOf(store.getState(), id)?.title

test('takes back what was added, ticked, renamed and removed, in the reverse order, and does it again', () => {
  own.add(tickTodo(store, id, true))
  own.add(renameTodo(store, id, 'Water the roses'))
  own.add(removeTodo(store, id))
  const shown = () => [title(), todoOf(store.getState(), id)?.done]
  const there = [
    [undefined, undefined],
    ['Water the plants', false],
    ['Water the plants', true],
    ['Water the roses', true],
    [undefined, undefined],
  ]
  for (const state of there.slice(0, -1).reverse()) {
    own.undo()
    expect(shown()).toEqual(state)
  }
  expect(own.state).toEqual({ canUndo: false, canRedo: true })
  for (const state of there.slice(1)) {
    own.redo()
    expect(shown()).toEqual(state)
  }
  expect(own.state).toEqual({ canUndo: true, canRedo: false })
})

test('takes a title that was typed back at once, not key by key', () => {
  for (const typed of ['Water the plants t', 'Water the plants to', 'Water the plants today'])
    own.add(renameTodo(store, id, typed))
  own.undo()
  expect(title()).toBe('Water the plants')
  own.undo()
  expect(title()).toBeUndefined()
})

test('leaves alone what somebody else has changed since', () => {
  own.add(renameTodo(store, id, 'Water the roses'))
  renameTodo(store, id, 'Water everything')
  own.undo()
  expect(title()).toBe('Water everything')
})

test("leaves others' todos alone", () => {
  const other = addTodo(store, "Somebody else's")
  own.undo()
  expect(title()).toBeUndefined()
  expect(todoOf(store.getState(), other.id)).toBeDefined()
  expect(countTodos(store.getState())).toEqual({ open: 1, done: 0 })
})

test('tells when there is something to undo and to redo', () => {
  const heard: unknown[] = []
  const leave = own.onState(() => heard.push(own.state))
  own.undo()
  own.redo()
  leave()
  own.undo()
  expect(heard).toEqual([
    { canUndo: false, canRedo: true },
    { canUndo: true, canRedo: false },
  ])
})
