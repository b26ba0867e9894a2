import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { addTodo } from '../src/actions.js'
import { askForImport } from '../src/importing.js'
import { countTodos } from '../src/select.js'
import { servePages } from './served-pages.js'
import { createTodoFile, numbered, titlesOf, until } from './todo-file.js'

const { LOCKSTEP_SKIP_BROWSER } = process.env

describe.skipIf(LOCKSTEP_SKIP_BROWSER === '1')('the windows', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  async function openBoth() {
    const file = createTodoFile()
    const served = await servePages(file.store, browser)
    return { ...file, ...served, list: await served.open('list'), overview: await served.open('overview') }
  }

  test('show the same, and what is done in one is there in the other', async () => {
    const { list, overview, store, complaints } = await openBoth()
    await list.add('Water the plants')
    await overview.shows('Water the plants')
    await overview.add('Feed the cat')
    await list.shows('Feed the cat')
    await overview.append('Water the plants', ' today')
    await list.shows('Water the plants today')
    await list.tick('Feed the cat')
    await overview.hides('Feed the cat')
    expect(await list.titles()).toEqual(['Feed the cat', 'Water the plants today'])
    expect(await overview.page.getByTestId('open').textContent()).toBe('1')
    await list.remove('Feed the cat')
    await list.hides('Feed the cat')
    await list.status('saved')
    expect(titlesOf(store.getState())).toEqual(['Water the plants today'])
    expect(complaints).toEqual([])
  })

  test('show a change at once, before main has it', async () => {
    const { list, store, sockets } = await openBoth()
    await list.add('Water the plants')
    await list.status('saved')
    sockets[0]!.pause()
    await list.append('Water the plants', ' today')
    await list.add('Feed the cat')
    await list.status('saving')
    expect(await list.titles()).toEqual(['Feed the cat', 'Water the plants today'])
    // Others change it meanwhile.
    addTodo(store, 'Call home')
    expect(titlesOf(store.getState())).toEqual(['Water the plants', 'Call home'])
    sockets[0]!.resume()
    await until(store, state => titlesOf(state).length === 3 || undefined)
    await list.status('saved')
    await list.shows('Call home')
    await list.shows('Water the plants today')
  })

  test('take back a change that main refuses, and say so', async () => {
    const { store } = createTodoFile()
    addTodo(store, 'Water the plants')
    const list = await (await servePages(store, browser, { write: {} })).open('list')
    await list.tick('Water the plants')
    await list.page.getByRole('alert').filter({ hasText: 'Could not tick todo' }).waitFor()
    expect(await list.page.getByRole('checkbox').isChecked()).toBe(false)
  })

  test("undo their own changes and no others', by buttons and by keys", async () => {
    const { list, overview } = await openBoth()
    await list.add('Water the plants')
    await overview.add('Feed the cat')
    await list.append('Water the plants', ' today')
    await list.tick('Water the plants today')
    await list.press('Undo')
    await list.press('Undo')
    await overview.shows('Water the plants')
    // The focus is in no text field.
    await list.page.keyboard.press('Control+z')
    await overview.hides('Water the plants')
    expect(await overview.titles()).toEqual(['Feed the cat'])
    expect(await list.page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true)
    await list.page.keyboard.press('Control+Shift+z')
    await overview.shows('Water the plants')
  })

  test('import a large file: killed in the middle, the process goes on where it was', async () => {
    const { list, overview, store, processes, pipe, text, complaints } = await openBoth()
    const { path, write } = pipe('todos.txt')
    askForImport(store, path)
    write(numbered(10_100))
    await Promise.all([list, overview].map(view => view.import(/^10,000 added$/)))
    processes[0]!.kill('SIGKILL')
    await overview.import(/^stopped: 10,000 added/)
    text('todos.txt', numbered(20_000))
    await overview.press('Go on')
    await Promise.all([list, overview].map(view => view.import(/^10,000 added, 10,000 were there already$/)))
    expect(titlesOf(store.getState())).toEqual(numbered(20_000))
    await overview.page.getByTestId('open').filter({ hasText: '20,000' }).waitFor()

    expect(await list.titles()).toEqual(numbered(100))
    await list.press('Show more')
    await list.shows('Todo number 200')
    await list.page.getByRole('searchbox', { name: 'Search' }).fill('19999')
    await list.hides('Todo number 1')
    expect(await list.titles()).toEqual(['Todo number 19999'])
    await list.tick('Todo number 19999')
    await list.page.getByRole('radio', { name: /^Open/ }).check()
    await list.page.getByText('Nothing like that.').waitFor()
    await list.status('saved')
    expect(countTodos(store.getState())).toEqual({ open: 19_999, done: 1 })
    expect(complaints).toEqual([])
  })

  test('cancel an import', async () => {
    const { list, overview, store, pipe } = await openBoth()
    const { path, write, end } = pipe('todos.txt')
    askForImport(store, path)
    write(numbered(300))
    await list.import(/^250 added$/)
    await list.press('Cancel')
    await overview.import(/^cancelled: 250 added$/)
    end()
  })

  test('can be used with the keyboard alone', async () => {
    const { list, store } = await openBoth()
    const { keyboard } = list.page
    await list.page.getByRole('textbox', { name: 'New todo' }).focus()
    for (const title of ['One', 'Two', 'Three']) {
      await keyboard.type(title)
      await keyboard.press('Enter')
    }
    await list.page.getByRole('searchbox').focus()
    await keyboard.press('Tab')
    await keyboard.press('Space')
    await until(store, state => countTodos(state).done === 1 || undefined)
    await keyboard.press('Tab')
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await list.hides('Three')
    // The focus has gone on to the next one.
    await keyboard.press('Enter')
    await list.hides('Two')
    expect(await list.titles()).toEqual(['One'])
  })
})
