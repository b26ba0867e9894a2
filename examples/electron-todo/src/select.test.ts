import { createMemoryStore } from '@lockstep/core/memory'
import { expect, test } from 'vitest'
import { addTodo, put, removeTodo, revert, tickTodo } from './actions.js'
import { countTodos, findTodos } from './select.js'
import { IMPORTED, todos } from './store.js'

function filled() {
  const store = createMemoryStore(todos)
  store.update(draft => {
    for (const [day, title, order] of [
      ['2026-01-02', 'older', -2],
      ['2026-01-03', 'newer', -3],
      ['2026-01-03', 'newest', -4],
      [`${IMPORTED}a`, 'second line', 2],
      [`${IMPORTED}a`, 'first line', 1],
    ] as const)
      put(draft, `${day}/${title}`, { title, done: false, order })
  })
  const titles = (options: Partial<Parameters<typeof findTodos>[1]> = {}) =>
    findTodos(store.getState().pages, { filter: 'all', limit: 100, ...options }).map(({ todo }) => todo.title)
  return { store, titles }
}

test('what was typed comes first, the newest on top, then what was imported, as in its file', () => {
  const { store, titles } = filled()
  expect(titles()).toEqual(['newest', 'newer', 'older', 'first line', 'second line'])
  addTodo(store, 'now')
  expect(titles()[0]).toBe('now')
})

test('a todo that was removed and put back is where it was', () => {
  const { store, titles } = filled()
  const before = titles()
  revert(store, removeTodo(store, '2026-01-03/newer')!)
  expect(titles()).toEqual(before)
})

test('finds todos by filter and words, at most so many', () => {
  const { store, titles } = filled()
  tickTodo(store, '2026-01-03/newer', true)
  expect(titles({ filter: 'done' })).toEqual(['newer'])
  expect(titles({ filter: 'open', query: 'NEW' })).toEqual(['newest'])
  expect(titles({ query: ' line  second ' })).toEqual(['second line'])
  expect(titles({ limit: 2 })).toEqual(['newest', 'newer'])
  expect(countTodos(store.getState())).toEqual({ open: 4, done: 1 })
})
