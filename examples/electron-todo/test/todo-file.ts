// A store in a file, and the real importer as a process of Node's beside this one.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { TodoStore } from '../src/actions.js'
import { superviseImports } from '../src/main/imports.js'
import { openTodos } from '../src/open-todos.js'
import type { Import, TodoState } from '../src/store.js'

export const dist = new URL('../dist/', import.meta.url)
const importer = fileURLToPath(new URL('importer.js', dist))
if (!existsSync(importer)) throw new Error('These tests run the built programs: run `npm run build` first.')

export interface TodoFile {
  readonly store: TodoStore
  readonly folder: string
  /** The processes that were started for imports. */
  readonly processes: readonly ChildProcess[]
  /** Writes a text with these lines, and says where. */
  text(name: string, lines: readonly string[]): string
  /** Makes a pipe that whoever opens it reads from: it has no more than what was written, and no end before it is ended. */
  pipe(name: string): Pipe
  /** Ends what starts processes, as main does when the app quits. */
  endImports(): void
  /** Resolves with the import, when it is as `check` says. */
  import(check: (current: Import) => boolean): Promise<Import>
}

export interface Pipe {
  readonly path: string
  write(lines: readonly string[]): void
  end(): void
}

export function writeText(path: string, lines: readonly string[]): string {
  rmSync(path, { force: true })
  writeFileSync(path, asText(lines))
  return path
}

export function makePipe(path: string): Pipe {
  execFileSync('mkfifo', [path])
  const stream = createWriteStream(path)
  // Who reads it may be killed.
  stream.on('error', () => {})
  return { path, write: lines => void stream.write(asText(lines)), end: () => void stream.end() }
}

function asText(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

/** All of it is gone when the test has ended. */
export function createTodoFile(): TodoFile {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-todo-'))
  const file = join(folder, 'todos.store')
  const store = openTodos(file, 'test')
  const processes: ChildProcess[] = []
  const endImports = superviseImports(store, run => {
    const child = spawn(process.execPath, [importer, file, run], { stdio: ['ignore', 'inherit', 'inherit'] })
    processes.push(child)
    return child
  })
  onTestFinished(async () => {
    endImports()
    for (const child of processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  return {
    store,
    folder,
    processes,
    endImports,
    text: (name, lines) => writeText(join(folder, name), lines),
    pipe: name => makePipe(join(folder, name)),
    import: check => until(store, ({ import: current }) => (current && check(current) ? current : undefined)),
  }
}

/** Resolves with what `find` finds in the state, when it does. */
export function until<Value>(
  store: TodoStore,
  find: (state: TodoState) => Value | undefined,
): Promise<Value> {
  return new Promise(resolve => {
    const unsubscribe = store.subscribe(
      find,
      value => {
        if (value === undefined) return
        queueMicrotask(() => unsubscribe())
        resolve(value)
      },
      { fireImmediately: true },
    )
  })
}

export function titlesOf({ pages }: TodoState): string[] {
  return [...pages.values()].flatMap(page => [...page.values()].map(({ title }) => title))
}

export function numbered(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => `Todo number ${from + index}`)
}
