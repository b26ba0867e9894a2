import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveWindows } from '../../src/electron-main.js'
import { createMemoryStore } from '../../src/memory.js'
import { emptyBoard, increment } from '../conformance/world.js'
import { uniqueBoard } from '../relay/harness.js'
import { registeredPreloads } from './fake/electron.js'
import { connectIn, openThreadWindow, openWindow, preload, preloadFile } from './harness.js'

function served() {
  const store = createMemoryStore(uniqueBoard())
  const service = serveWindows(store)
  onTestFinished(() => {
    service.close()
    store.close()
  })
  return { store, service }
}

/** The code block of docs/electron.md that stands in for the import. */
function snippet(): string {
  const text = readFileSync(fileURLToPath(new URL('../../../docs/electron.md', import.meta.url)), 'utf8')
  const [, code] = text.match(/```js\n(\/\/ preload\.js, in place of the import\n[\s\S]*?)```/)!
  return code!
}

describe('the preload', { timeout: 60_000 }, () => {
  test('is one file that requires electron and nothing else', () => {
    const code = readFileSync(preload, 'utf8')
    expect([...code.matchAll(/require\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"'])
    expect(code).not.toMatch(/\bimport\b[ ({]|\bprocess\b|\bBuffer\b/)
  })

  test.each([
    ['as the documents give it, to be pasted', () => ({ preload: preloadFile(snippet()) })],
    ['without a world of its own', () => ({ preload, contextIsolation: false })],
  ])('works %s', async (_, preferences) => {
    const { store, service } = served()
    const { call } = await openThreadWindow(preferences())
    await call('connect', store.name, emptyBoard)
    await call('increment', 3)
    await call('confirmed')
    expect([store.getState().n, service.clients.size]).toEqual([3, 1])
  })

  test('counts once where a window gets it twice', async () => {
    const { store, service } = served()
    registeredPreloads.push(preload)
    onTestFinished(() => void registeredPreloads.pop())
    const page = await connectIn(await openWindow(), store.name)
    page.update(increment)
    await page.confirmed()
    expect([store.getState().n, service.clients.size]).toEqual([1, 1])
  })

  test('may come after the page has asked for it', async () => {
    const { store } = served()
    const late = preloadFile(`setTimeout(() => {${readFileSync(preload, 'utf8')}\n}, 300)`)
    const page = await connectIn(await openWindow({ preload: late }), store.name)
    expect(page.getState()).toEqual(emptyBoard)
  })
})
