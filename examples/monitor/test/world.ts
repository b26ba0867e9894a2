// The programs as real processes around a store of their own, and this process as one more that shares it.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createStore, type Store } from '@lockstep/core'
import { type MonitorState, monitor } from '../src/store.js'

export const dist = fileURLToPath(new URL('../dist/', import.meta.url))
if (!existsSync(join(dist, 'demo.js')))
  throw new Error('These tests run the built programs: run `npm run build` first.')

export interface Program {
  readonly process: ChildProcess
  readonly pid: number
  /** What it has written so far. */
  text(): string
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Resolves when what it wrote matches; rejects if it ends before. */
  output(pattern: RegExp): Promise<string>
  /** Ends it as `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>
}

export interface World {
  readonly store: Store<MonitorState>
  /** Where the segments lie. */
  readonly directory: string
  /** Starts one of the built programs. */
  start(program: string, env?: Record<string, string>): Program
  /** Starts anything else, in the same surroundings. */
  run(command: string, args: string[], env?: Record<string, string>): Program
  /** Resolves with what `check` finds in the state, when it does; rejects if a program ends with an error before. */
  until<Value>(check: (state: MonitorState) => Value | undefined | null | false): Promise<Value>
  /** Ends whatever is left and removes the store. */
  end(): Promise<void>
}

export function createWorld(): World {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-monitor-'))
  // This process opens the store by the same variables as the programs.
  const surroundings = { LOCKSTEP_DIR: directory, LOCKSTEP_SCOPE: randomUUID() }
  Object.assign(process.env, surroundings)
  const store = createStore({ ...monitor, title: 'test' })
  const programs: Program[] = []
  let fail: (error: Error) => void
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  failure.catch(() => {})

  function run(command: string, args: string[], env: Record<string, string> = {}): Program {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const program = observe(child)
    child.on('close', code => {
      if (code !== null && code !== 0) fail(new Error(`${args.join(' ')} failed:\n${program.text()}`))
    })
    programs.push(program)
    return program
  }

  return {
    store,
    directory,
    run,
    start: (program, env) => run(process.execPath, [join(dist, `${program}.js`)], env),

    until<Value>(check: (state: MonitorState) => Value | undefined | null | false) {
      const found = new Promise<Value>(resolve => {
        const unsubscribe = store.subscribe(
          state => check(state),
          value => {
            if (value === undefined || value === null || value === false) return
            queueMicrotask(() => unsubscribe())
            resolve(value)
          },
          { fireImmediately: true },
        )
      })
      return Promise.race([found, failure])
    },

    async end() {
      await Promise.all(programs.map(program => program.kill()))
      store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function observe(child: ChildProcess): Program {
  let text = ''
  let look = () => {}
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', chunk => {
      text += chunk
      look()
    })
  return {
    process: child,
    pid: child.pid!,
    ended,
    text: () => text,
    output(pattern) {
      return new Promise((resolve, reject) => {
        look = () => {
          if (pattern.test(text)) resolve(text)
        }
        look()
        child.on('close', () => reject(new Error(`It ended without writing ${pattern}, but:\n${text}`)))
      })
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Resolves when the process, which need not be a child of this one, is gone. */
export async function untilGone(pid: number): Promise<void> {
  await once(spawn('tail', [`--pid=${pid}`, '-f', '/dev/null'], { stdio: 'ignore' }), 'exit')
}

/** What lies in the segments' directory, folders left out. */
export function segmentFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(({ name }) => name)
}
