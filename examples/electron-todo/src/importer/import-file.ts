import { stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { TodoStore } from '../actions.js'
import { addBatch, endRun, isOfRun } from '../importing.js'
import { IMPORTED, keyOf, type TodoState } from '../store.js'
import { readLines } from './read-lines.js'

/** Lines in one commit, and todos on one page. */
const BATCH = 250

/** Adds the todos of the run's file that are not there yet. Says in the store how it ended, unless it was told to end. */
export async function importFile(store: TodoStore, run: string): Promise<void> {
  const { import: current } = store.getState()
  if (!isOfRun(current, run)) return
  try {
    const goesOn = await addAll(store, run, current.file)
    if (goesOn) endRun(store, run, 'done')
  } catch (error) {
    endRun(store, run, 'failed', error instanceof Error ? error.message : String(error))
  }
}

async function addAll(store: TodoStore, run: string, file: string): Promise<boolean> {
  const { size } = await stat(file)
  // Once is enough: nobody else imports as long as this run goes on.
  const there = keysOf(store.getState())
  let known = 0
  let order = 0
  for await (const { lines, read } of readLines(file, BATCH)) {
    const page = `${IMPORTED}${run}-${order}`
    const fresh = lines.filter(({ key }) => !there.has(key))
    known += lines.length - fresh.length
    const todos = fresh.map(({ key, title, done }) => {
      order += 1
      return [`${page}/${key}`, { title, done, order }] as const
    })
    if (!addBatch(store, run, { todos, known, read, size })) return false
    // The loop has to turn for others' commits to arrive.
    await setImmediate()
  }
  return true
}

function keysOf({ pages }: TodoState): ReadonlySet<string> {
  return new Set([...pages.values()].flatMap(page => [...page.keys()].map(keyOf)))
}
