import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PATIENCE, within } from './within.js'

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** A running program of `programs/`. Everything that waits rejects when the program ends first. */
export interface Program {
  readonly name: string
  readonly pid: number
  /** Runs a command of the program's and resolves with what it returned; an error it threw comes out with its code. */
  ask<Reply = unknown>(command: string, argument?: unknown, milliseconds?: number): Promise<Reply>
  /** The next event that it told under this name and nobody took yet. */
  event<Value = unknown>(name: string, milliseconds?: number): Promise<Value>
  signal(signal: NodeJS.Signals): void
  /** SIGKILL, and waits for the end. */
  kill(): Promise<Ending>
  /** Lets it exit as a process does that has nothing more to do, and waits for the end. */
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
}

type Message =
  | { readonly ready: true }
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: { name: string; message: string; stack: string; code?: string } }
  | { readonly event: string; readonly value: unknown }

interface Waiter {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Starts `programs/<name>.mjs` and resolves when it listens. */
export async function startProgram(
  name: string,
  environment: NodeJS.ProcessEnv,
  options: StartOptions,
  started: (program: Program) => void,
): Promise<Program> {
  const file = fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url))
  const [command, ...args] = [
    ...(options.through ?? []),
    process.execPath,
    ...(options.execArgv ?? []),
    file,
    ...(options.args ?? []),
  ] as [string, ...string[]]
  const child = spawn(command, args, {
    env: { ...environment, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  const { program, ready } = converse(name, child)
  started(program)
  await within(ready, `${name}.mjs to start`)
  return program
}

function converse(name: string, child: ChildProcess): { program: Program; ready: Promise<unknown> } {
  const replies = new Map<number, Waiter>()
  const eventWaiters = new Map<string, Waiter[]>()
  const events = new Map<string, unknown[]>()
  let asked = 0
  let stderr = ''
  let ending: Ending | undefined
  let finish: (ending: Ending) => void
  const ended = new Promise<Ending>(resolve => {
    finish = resolve
  })

  const endedEarly = () =>
    new Error(`${name}.mjs ended with ${ending?.signal ?? ending?.code} while something was awaited from it\n${stderr}`)

  function wait<Value>(place: (waiter: Waiter) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (ending) reject(endedEarly())
      else place({ resolve: resolve as Waiter['resolve'], reject })
    })
  }

  const push = <Item>(queues: Map<string, Item[]>, key: string, item: Item) => {
    const queue = queues.get(key)
    if (queue) queue.push(item)
    else queues.set(key, [item])
  }

  const next = (event: string) => wait(waiter => push(eventWaiters, event, waiter))
  const ready = next('ready')

  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.on('message', message => {
    const told = message as Message
    if ('ready' in told) eventWaiters.get('ready')?.shift()?.resolve(undefined)
    else if ('reply' in told) replies.get(told.id)?.resolve(told.reply)
    else if ('error' in told) replies.get(told.id)?.reject(Object.assign(new Error(told.error.message), told.error))
    else {
      const waiter = eventWaiters.get(told.event)?.shift()
      if (waiter) waiter.resolve(told.value)
      else push(events, told.event, told.value)
    }
    if ('id' in told) replies.delete(told.id)
  })
  // Sending to a process that was killed a moment ago fails; whoever waits for its answer hears of its end.
  child.on('error', error => {
    stderr += error.message
  })
  child.on('close', (code, signal) => {
    ending = { code, signal, stderr }
    for (const waiter of [...replies.values(), ...[...eventWaiters.values()].flat()]) waiter.reject(endedEarly())
    finish(ending)
  })

  const program: Program = {
    name,
    pid: child.pid ?? 0,
    ask<Reply>(command: string, argument?: unknown, milliseconds = PATIENCE) {
      const id = ++asked
      const reply = wait<Reply>(waiter => {
        replies.set(id, waiter)
        child.send({ id, command, argument }, () => {})
      })
      return within(reply, `${name}.mjs (${child.pid}) to answer "${command}"`, milliseconds)
    },
    event<Value>(event: string, milliseconds = PATIENCE) {
      const told = events.get(event)
      if (told && told.length > 0) return Promise.resolve(told.shift() as Value)
      return within(next(event) as Promise<Value>, `${name}.mjs (${child.pid}) to tell "${event}"`, milliseconds)
    },
    signal(signal) {
      child.kill(signal)
    },
    kill() {
      child.kill('SIGKILL')
      return within(ended, `${name}.mjs to die`)
    },
    leave() {
      child.send({ leave: true }, () => {})
      return within(ended, `${name}.mjs (${child.pid}) to exit`)
    },
    get running() {
      return ending === undefined
    },
    ended,
  }
  return { program, ready }
}
