import { expect, test } from 'vitest'
import { formatPath } from './path.js'

test.each([
  [[], 'the state itself'],
  [['todos', 3, 'owner'], 'todos[3].owner'],
  [['settings', 'font-size'], 'settings["font-size"]'],
  [['größe', '', '0'], 'größe[""]["0"]'],
  [['byId', 7n, true, null], 'byId[7n][true][null]'],
  [['a', Symbol('x')], 'a[Symbol(x)]'],
])('path %# is written as in code', (path, text) => {
  expect(formatPath(path)).toBe(text)
})
