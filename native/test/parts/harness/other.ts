import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type * as parts from '@lockstep/native'
import { within } from './within.js'

const PROGRAM = fileURLToPath(new URL('../programs/other.mjs', import.meta.url))

/** What a function that another process runs is given, beside its argument. */
export type Inside = typeof parts & {
  /** Outlives the function: later ones find there what this one kept. */
  // biome-ignore lint/suspicious/noExplicitAny: what it is, the test knows
  readonly kept: Record<string, any>
  tell(event: string, value?: unknown): void
}

/** Runs in another process or thread: it sees its parameters, nothing of the test around it. */
export type Code<Argument, Reply> = (inside: Inside, argument: Argument) => Reply | Promise<Reply>

export interface Other {
  run<Reply, Argument = undefined>(code: Code<Argument, Reply>, argument?: Argument): Promise<Reply>
  /** The next event that it told and nobody took yet. */
  event<Value>(name: string): Promise<Value>
  /** Ends it at once, whatever it does, and waits for the end. */
  kill(): Promise<void>
}

export interface OtherProcess extends Other {
  readonly pid: number
  /** Lets it call `process.exit()`, and waits for the end. */
  leave(): Promise<void>
}

type Message =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: object & { readonly message: string } }
  | { readonly event: string; readonly value: unknown }

interface Waiter {
  // biome-ignore lint/suspicious/noExplicitAny: typed by the one who asked
  resolve(value: any): void
  reject(error: Error): void
}

function converse(what: string, send: (message: object) => void) {
  const waiters = new Map<number | string, Waiter>()
  const told = new Map<string, unknown[]>()
  let asked = 0
  let over: Error | undefined

  function wait<Value>(key: number | string, send = () => {}): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (over) return reject(over)
      waiters.set(key, { resolve, reject })
      send()
    })
  }
  return {
    hear(message: Message) {
      if ('event' in message) {
        const waiter = waiters.get(message.event)
        waiters.delete(message.event)
        if (waiter) waiter.resolve(message.value)
        else told.set(message.event, [...(told.get(message.event) ?? []), message.value])
        return
      }
      const waiter = waiters.get(message.id)
      waiters.delete(message.id)
      if ('error' in message) waiter?.reject(Object.assign(new Error(message.error.message), message.error))
      else waiter?.resolve(message.reply)
    },
    end() {
      over = new Error(`${what} has ended`)
      for (const waiter of waiters.values()) waiter.reject(over)
    },
    run<Reply, Argument>(code: Code<Argument, Reply>, argument?: Argument): Promise<Reply> {
      asked += 1
      const id = asked
      return within(
        wait<Reply>(id, () => send({ id, text: code.toString(), argument })),
        `${what} to run ${code}`,
      )
    },
    event<Value>(name: string): Promise<Value> {
      const values = told.get(name)
      if (values?.length) return Promise.resolve(values.shift() as Value)
      return within(wait<Value>(name), `${what} to tell ${name}`)
    },
  }
}

export async function startProcess(
  environment: NodeJS.ProcessEnv,
  started: (child: ChildProcess) => void,
): Promise<OtherProcess> {
  const child = fork(PROGRAM, { env: environment, serialization: 'advanced', execArgv: [] })
  started(child)
  const conversation = converse(`process ${child.pid}`, message => child.send(message, () => {}))
  child.on('message', message => conversation.hear(message as Message))
  const ended = new Promise<void>(resolve => {
    child.on('close', () => {
      conversation.end()
      resolve()
    })
  })
  await conversation.event('ready')
  return {
    pid: child.pid!,
    run: conversation.run,
    event: conversation.event,
    kill() {
      child.kill('SIGKILL')
      return ended
    },
    leave() {
      child.send({ leave: true }, () => {})
      return within(ended, `process ${child.pid} to exit`)
    },
  }
}

/** @param variables set in the worker's environment */
export async function startWorker(variables: Readonly<Record<string, string>>): Promise<Other> {
  const worker = new Worker(PROGRAM, { workerData: variables })
  const conversation = converse(`worker ${worker.threadId}`, message => worker.postMessage(message))
  worker.on('message', message => conversation.hear(message as Message))
  worker.on('exit', conversation.end)
  await conversation.event('ready')
  return {
    run: conversation.run,
    event: conversation.event,
    async kill() {
      await within(worker.terminate(), `worker ${worker.threadId} to end`)
    },
  }
}
