import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type * as Electron from 'electron'
import { describe, expect, onTestFinished, test } from 'vitest'
import { drain, type ForwardOptions, forwardWindows } from '../../src/electron-main.js'
import { createStore } from '../../src/index.js'
import type { Store } from '../../src/memory.js'
import { type Board, emptyBoard, failure, increment, rejection } from '../conformance/world.js'
import { uniqueBoard } from '../relay/harness.js'
import { utilityProcess } from './fake/electron.js'
import type { UtilityProcess } from './fake/utility-process.js'
import { connectIn, openThreadWindow, openWindow } from './harness.js'

const program = fileURLToPath(new URL('programs/server.mjs', import.meta.url))

/** Stores that a utility process serves, and whoever comes after it. */
function utilities(options?: ForwardOptions) {
  const definition = uniqueBoard()
  // Keeps the store alive when no utility process does, and sees what comes of it.
  const store = createStore(definition)
  const forward = forwardWindows(definition, undefined, options)
  const children: UtilityProcess[] = []
  onTestFinished(async () => {
    forward.close()
    await Promise.all(children.map(ended))
    store.close()
  })

  function start(more: object = {}): UtilityProcess {
    const env = { ...process.env, STORE: JSON.stringify({ ...definition, ...more }) }
    const child = utilityProcess.fork(program, [], { env })
    children.push(child)
    forward.to(child as unknown as Electron.UtilityProcess)
    return child
  }

  return { store, start, forward, name: definition.name }
}

async function ended(child: UtilityProcess): Promise<void> {
  if (child.pid === undefined) return
  const exit = once(child, 'exit')
  child.crash()
  await exit
}

/** What the utility's program says of itself. */
async function ask<Answer>(child: UtilityProcess, question: string): Promise<Answer> {
  return new Promise(resolve => {
    const heard = (data: Record<string, unknown>) => {
      if (!(question in data)) return
      child.off('message', heard)
      resolve(data[question] as Answer)
    }
    child.on('message', heard)
    child.postMessage(question)
  })
}

function settledDown(store: Store<Board>): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      const { status, pending } = store.connection
      if (status !== 'live' || pending > 0) return
      unsubscribe()
      resolve()
    }
    const unsubscribe = store.onConnection(check)
    check()
  })
}

describe('a utility process', { timeout: 120_000 }, () => {
  test('serves windows by itself: pages wait for it, and main has nothing to do with their commits', async () => {
    const { store, start, name } = utilities()
    const connecting = connectIn(await openWindow(), name)
    const child = start()
    const page = await connecting
    page.update(increment)
    await page.confirmed()
    expect(store.getState().n).toBe(1)
    expect(page.peers().map(({ title }) => title)).toContain('utility')
    expect(await ask<number>(child, 'clients')).toBe(1)
    page.close()
    while ((await ask<number>(child, 'clients')) > 0);
  })

  test('that is killed is replaced: pages come to the next one, and each commit is in the store once', async () => {
    const { store, start, name } = utilities()
    let child = start()
    const here = await connectIn(await openWindow(), name)
    const { call } = await openThreadWindow()
    await call('connect', name, emptyBoard)
    for (let round = 0; round < 3; round += 1) {
      const exit = once(child, 'exit')
      const committing = call('increment', 50)
      for (let count = 0; count < 50; count += 1) {
        here.update(draft => {
          draft.n += 1
          draft.items.push({ id: round * 50 + count, text: '' })
        })
      }
      await committing
      child.crash()
      await exit
      here.update(increment)
      child = start()
    }
    await Promise.all([here.confirmed(), call('confirmed')])
    expect(store.getState().n).toBe(3 * 101)
    expect(store.getState().items.map(({ id }) => id)).toEqual(Array.from({ length: 150 }, (_, id) => id))
  })

  test('hands over to the next one while it lives', async () => {
    const { store, start, name } = utilities()
    const first = start()
    const page = await connectIn(await openWindow(), name)
    page.update(increment)
    const second = start()
    page.update(increment)
    await settledDown(page)
    page.update(increment)
    await page.confirmed()
    expect(store.getState().n).toBe(3)
    expect(await ask<number>(second, 'clients')).toBe(1)
    while ((await ask<number>(first, 'clients')) > 0);
  })

  test('is waited for when a window closes: also for a page whose last commits were on the way to one that died', async () => {
    const { store, start, name } = utilities()
    const child = start()
    const window = await openWindow()
    const page = await connectIn(window, name)
    for (let count = 0; count < 600; count += 1) page.update(increment)
    const exit = once(child, 'exit')
    child.crash()
    await exit
    page.update(increment)
    const drained = drain(window as unknown as Electron.BrowserWindow)
    start()
    await drained
    expect(store.getState().n).toBe(601)
  })

  test('is passed no page that main does not let in, with what main lets the others', async () => {
    const { start, name } = utilities({
      policy: ({ url }) => !url.endsWith('secret.html') && { write: [['items']] },
    })
    start()
    const refused = connectIn(await openWindow(undefined, 'app://editor/secret.html'), name)
    expect((await rejection(refused)).message).toContain('LOCKSTEP_REFUSED')
    const page = await connectIn(await openWindow(), name)
    page.update(increment)
    expect((await rejection(page.confirmed())).message).toContain('may not change n')
  })

  test('has the last word', async () => {
    const { start, name } = utilities()
    start({ refuses: true })
    const refused = connectIn(await openWindow(), name)
    expect(await rejection(refused)).toMatchObject({ code: 'LOCKSTEP_REFUSED' })
  })
})

test('a policy that cannot be sent lets nobody in, and is told of', async () => {
  const { start, name } = utilities({
    policy: (() => ({ read: [[() => {}]] })) as unknown as () => { readonly: boolean },
  })
  start()
  const problems: unknown[] = []
  const collect = (error: unknown) => problems.push(error)
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', collect)
  onTestFinished(() => {
    process.off('uncaughtException', collect)
    for (const other of others) process.on('uncaughtException', other)
  })
  expect(await rejection(connectIn(await openWindow(), name))).toMatchObject({ code: 'LOCKSTEP_REFUSED' })
  expect(problems).toHaveLength(1)
})

test('windows are served by one only', () => {
  const { name } = utilities()
  expect(failure(() => forwardWindows(name)).message).toContain('served to windows already')
})
