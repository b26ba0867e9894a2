import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { converse, type Ending } from './conversation.js'
import { isStopped } from './proc.js'
import { tool, windows, wine } from './windows.js'
import { within } from './within.js'

const PROGRAMS = fileURLToPath(new URL('../programs', import.meta.url))

/** A running program of `programs/`. Everything that waits rejects when the program ends first. */
export interface Program {
  readonly name: string
  readonly pid: number
  /** Runs a command of the program's and resolves with what it returned; an error it threw comes out with its code. */
  ask<Reply = unknown>(command: string, argument?: unknown, milliseconds?: number): Promise<Reply>
  /** The next event that it told under this name and nobody took yet. */
  event<Value = unknown>(name: string, milliseconds?: number): Promise<Value>
  signal(signal: NodeJS.Signals): void
  /** Takes it off the processors, and waits until it is. */
  stop(): Promise<void>
  resume(): void
  /** SIGKILL, and waits for the end. */
  kill(): Promise<Ending>
  /** Lets it call `process.exit()`, and waits for the end. */
  leave(): Promise<Ending>
  readonly running: boolean
  readonly ended: Promise<Ending>
}

export interface StartOptions {
  /** Added to the environment; `undefined` removes. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly args?: readonly string[]
  readonly execArgv?: readonly string[]
  /** A command (with arguments) that executes node instead of being it, such as `unshare -m`. */
  readonly through?: readonly string[]
  /** Told of what it writes to its standard output, all of it before `ended` resolves; otherwise that goes nowhere. */
  readonly stdout?: (chunk: Buffer) => void
  /** Where the program lies, if not among the others. */
  readonly folder?: string
}

/**
 * Starts `programs/<name>.mjs` and resolves when it listens.
 *
 * @param started told of the process at once, so that it can be ended whatever becomes of it
 */
export async function startProgram(
  name: string,
  environment: NodeJS.ProcessEnv,
  options: StartOptions,
  started: (program: Program) => void,
): Promise<Program> {
  const { env, args = [], execArgv = [], through = [], stdout, folder = PROGRAMS } = options
  const file = join(folder, `${name}.mjs`)
  const [executable, ...rest] = [...through, process.execPath, ...execArgv, file, ...args] as [
    string,
    ...string[],
  ]
  const child = spawnSurely(executable, rest, {
    env: { ...environment, ...env },
    stdio: ['ignore', stdout ? 'pipe' : 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  if (stdout) child.stdout?.on('data', stdout)
  const conversation = converse(name, child)
  const { ended } = conversation
  const program: Program = {
    name,
    pid: child.pid ?? 0,
    ask: (command, argument, milliseconds) => conversation.ask(command, argument, milliseconds),
    event: conversation.event,
    signal(signal) {
      child.kill(signal)
    },
    async stop() {
      if (windows) tool().suspend(program.pid)
      else child.kill('SIGSTOP')
      while (conversation.running && !isStopped(program.pid)) await setImmediate()
    },
    resume() {
      if (!windows) child.kill('SIGCONT')
      else if (isStopped(program.pid)) tool().resume(program.pid)
    },
    kill() {
      child.kill('SIGKILL')
      return within(ended, `${name}.mjs (${child.pid}) to die`)
    },
    leave() {
      child.send({ leave: true }, () => {})
      return within(ended, `${name}.mjs (${child.pid}) to exit`)
    },
    get running() {
      return conversation.running
    },
    ended,
  }
  started(program)
  await program.event('ready')
  return program
}

/**
 * Wine's own fault: about once in some thousand times it starts no process where the same call does a moment later. A
 * fault that lasts is thrown as anywhere else.
 */
function spawnSurely(executable: string, args: string[], options: SpawnOptions): ChildProcess {
  for (let tries = wine ? 5 : 1; ; tries -= 1) {
    try {
      return spawn(executable, args, options)
    } catch (error) {
      if (tries === 1 || (error as NodeJS.ErrnoException).code !== 'UNKNOWN') throw error
    }
  }
}
