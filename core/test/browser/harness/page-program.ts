import type { Page } from 'playwright-core'
import { within } from '../../process/harness/within.js'

/** A page is a process or two, and starts slowly on a busy machine; who waits longer waits for what will not come. */
const PATIENCE = 120_000

/** A running program of `pages/`, in a page of a browser. */
export interface PageProgram {
  readonly page: Page
  /** Runs a command of the program's, and resolves with what it returned. Rejects when the page goes away before. */
  ask<Reply = unknown>(command: string, argument?: unknown, milliseconds?: number): Promise<Reply>
  /** Calls `listener` with whatever the program tells under this name from now on, also after it was loaded again. */
  on<Value = unknown>(event: string, listener: (value: Value) => void): void
  /** Resolves with the next that it tells under this name. */
  next<Value = unknown>(event: string): Promise<Value>
}

/** What `pages/serve.ts` puts into a page. */
interface Globals {
  readonly lockstepCommands: Readonly<Record<string, (argument: unknown) => unknown>>
}

/** Lets a page talk with the test; comes before the program is loaded. */
export async function converse(page: Page, name: string): Promise<PageProgram> {
  const listeners = new Map<string, Set<(value: never) => void>>()

  function on<Value>(event: string, listener: (value: Value) => void): () => void {
    const known = listeners.get(event) ?? new Set()
    listeners.set(event, known)
    known.add(listener)
    return () => void known.delete(listener)
  }

  await page.exposeFunction('lockstepTell', (event: string, value: unknown) => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(value as never)
  })

  return {
    page,
    ask<Reply>(command: string, argument?: unknown, milliseconds = PATIENCE) {
      const reply = page.evaluate(
        ([what, given]) => (globalThis as unknown as Globals).lockstepCommands[what]!(given),
        [command, argument] as const,
      ) as Promise<Reply>
      return within(reply, `the page "${name}" to answer "${command}"`, milliseconds)
    },
    on: (event, listener) => void on(event, listener),
    next<Value>(event: string) {
      const told = new Promise<Value>(resolve => {
        const stop = on<Value>(event, value => {
          stop()
          resolve(value)
        })
      })
      return within(told, `the page "${name}" (at ${page.url()}) to tell "${event}"`, PATIENCE)
    },
  }
}
