/** What a window's page does of which this is about: the store, without what shows it. */
import { connectStore } from '@lockstep/core/electron/renderer'
import type { TestGlobal } from '../../../../core/test/electron/fake/renderer.js'
import { addTodo, type TodoStore } from '../../src/actions.js'
import { todos } from '../../src/store.js'

declare const test: TestGlobal

let store: TodoStore

test.on('connect', async () => {
  store = await connectStore(todos)
})
test.on('add', (count: number) => {
  for (let number = 1; number <= count; number += 1) addTodo(store, `Todo number ${number}`)
})
