import { once } from 'node:events'
import { expect, test } from 'vitest'
import { addTodo, cancelImport, continueImport, removeTodo, renameTodo } from '../src/actions.js'
import { addBatch, askForImport, beginRun } from '../src/importing.js'
import { superviseImports } from '../src/main/imports.js'
import { countTodos, findTodos, importedPart } from '../src/select.js'
import { createTodoFile, numbered, titlesOf } from './todo-file.js'

test('a process imports a large file, and says in the store how far it is', async () => {
  const { store, processes, text, import: imported } = createTodoFile()
  const parts: number[] = []
  store.subscribe(({ import: current }) => parts.push(current ? importedPart(current) : 0))
  askForImport(store, text('todos.txt', numbered(20_000)))
  expect(await imported(({ status }) => status === 'done')).toMatchObject({
    added: 20_000,
    known: 0,
    reason: '',
  })
  expect(titlesOf(store.getState())).toEqual(numbered(20_000))
  expect(parts.filter(part => part > 0 && part < 1).length).toBeGreaterThan(0)
  expect(parts).toEqual([...parts].sort((a, b) => a - b))
  expect(processes).toHaveLength(1)
})

test('a line is a todo; one that begins with x is done; empty ones are none', async () => {
  const { store, text, import: imported } = createTodoFile()
  const lines = ['  Water the plants ', '', 'x Feed the cat', '   ', 'xylophone', 'Water the plants', 'x']
  askForImport(store, text('todos.txt', lines))
  await imported(({ status }) => status === 'done')
  const found = findTodos(store.getState().pages, { filter: 'all', limit: 10 })
  expect(found.map(({ todo }) => [todo.title, todo.done])).toEqual([
    ['Water the plants', false],
    ['Feed the cat', true],
    ['xylophone', false],
    ['Water the plants', false],
    ['x', false],
  ])
})

test('killed in the middle and started again it adds what is missing, and nothing twice', async () => {
  const { store, processes, text, pipe, import: imported } = createTodoFile()
  const { path, write } = pipe('todos.txt')
  askForImport(store, path)
  write(numbered(5_100))
  // The rest of the lines is not a whole batch: the process waits for more of them.
  await imported(({ added }) => added === 5_000)
  processes[0]!.kill('SIGKILL')
  const { status, reason, added } = await imported(({ status }) => status !== 'running')
  expect([status, reason, added]).toEqual(['stopped', 'The process that imported has ended (killed).', 5_000])

  const { id } = findTodos(store.getState().pages, { filter: 'all', limit: 1 })[0]!
  renameTodo(store, id, 'Renamed meanwhile')
  addTodo(store, 'Added meanwhile')
  text('todos.txt', numbered(8_000))
  continueImport(store)
  expect(await imported(({ status }) => status === 'done')).toMatchObject({ added: 3_000, known: 5_000 })
  const titles = titlesOf(store.getState())
  expect(titles.sort()).toEqual(['Renamed meanwhile', 'Added meanwhile', ...numbered(7_999, 2)].sort())
  expect(processes).toHaveLength(2)
})

test('cancelled it adds nothing more, and can go on', async () => {
  const { store, processes, text, pipe, import: imported } = createTodoFile()
  const { path, write, end } = pipe('todos.txt')
  askForImport(store, path)
  write(numbered(1_000))
  await imported(({ added }) => added === 1_000)
  cancelImport(store)
  const ended = once(processes[0]!, 'exit')
  write(numbered(1_000, 1_001))
  end()
  await ended
  expect(store.getState().import).toMatchObject({ status: 'cancelled', added: 1_000 })
  expect(countTodos(store.getState()).open).toBe(1_000)

  text('todos.txt', numbered(2_000))
  continueImport(store)
  await imported(({ status }) => status === 'done')
  expect(titlesOf(store.getState())).toEqual(numbered(2_000))
})

test('of a file that was imported before it adds only the lines that are new, or were removed', async () => {
  const { store, text, import: imported } = createTodoFile()
  askForImport(store, text('todos.txt', numbered(600)))
  await imported(({ status }) => status === 'done')
  const { id } = findTodos(store.getState().pages, { filter: 'all', limit: 1 })[0]!
  removeTodo(store, id)
  askForImport(store, text('more.txt', ['At the top', ...numbered(600)]))
  expect(await imported(({ status, known }) => status === 'done' && known > 0)).toMatchObject({ added: 2 })
  expect(titlesOf(store.getState()).sort()).toEqual(['At the top', ...numbered(600)].sort())
})

test.each<
  [string, (file: { folder: string; text: (name: string, lines: string[]) => string }) => string, RegExp]
>([
  ['that is not there', ({ folder }) => `${folder}/nothing.txt`, /ENOENT/],
  ['that is no text', ({ text }) => text('image', ['PNG\0\0']), /is not a text with one todo a line/],
])('says why it cannot read a file %s', async (_, make, reason) => {
  const { store, folder, text, import: imported } = createTodoFile()
  askForImport(store, make({ folder, text }))
  expect((await imported(({ status }) => status === 'failed')).reason).toMatch(reason)
})

test('a process that another one took over from adds nothing', () => {
  const { store, folder, endImports } = createTodoFile()
  endImports()
  askForImport(store, `${folder}/todos.txt`)
  beginRun(store, 'first')
  const batch = {
    todos: [['import-a/1', { title: 'x', done: false, order: 1 }]],
    known: 0,
    read: 1,
    size: 2,
  } as const
  cancelImport(store)
  continueImport(store)
  beginRun(store, 'second')
  expect(addBatch(store, 'first', batch)).toBe(false)
  expect(countTodos(store.getState()).open).toBe(0)
  expect(addBatch(store, 'second', batch)).toBe(true)
  expect(countTodos(store.getState()).open).toBe(1)
})

test('an import that was at work when the app ended can go on when it is there again', async () => {
  const { store, processes, pipe, endImports, import: imported } = createTodoFile()
  const { path, write } = pipe('todos.txt')
  askForImport(store, path)
  write(numbered(500))
  await imported(({ added }) => added === 500)
  const ended = once(processes[0]!, 'exit')
  endImports()
  expect(store.getState().import).toMatchObject({ status: 'stopped', reason: 'The app was ended meanwhile.' })
  await ended

  // As an app that was killed leaves it.
  store.update(draft => {
    draft.import!.status = 'running'
  })
  const started: string[] = []
  superviseImports(store, run => {
    started.push(run)
    return processes[0]!
  })()
  expect(store.getState().import?.status).toBe('stopped')
  expect(started).toEqual([])
})
