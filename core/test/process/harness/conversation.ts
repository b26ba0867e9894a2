import type { ChildProcess } from 'node:child_process'
import { PATIENCE, within } from './within.js'

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** What `programs/serve.mjs` says. */
type Message =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: { name: string; message: string; stack: string; code?: string } }
  | { readonly event: string; readonly value?: unknown }

interface Waiter {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Questions, answers and events over a child's IPC channel. What waits rejects when the child ends first. */
export interface Conversation {
  ask<Reply>(command: string, argument: unknown, milliseconds?: number): Promise<Reply>
  event<Value>(name: string, milliseconds?: number): Promise<Value>
  readonly running: boolean
  readonly ended: Promise<Ending>
}

/** @param name the program's, for messages */
export function converse(name: string, child: ChildProcess): Conversation {
  const replies = new Map<number, Waiter>()
  const told = new Map<string, { values: unknown[]; waiters: Waiter[] }>()
  let asked = 0
  let stderr = ''
  let ending: Ending | undefined
  const who = `${name}.mjs (${child.pid})`

  const endedEarly = () => new Error(`${who} ended with ${ending?.signal ?? ending?.code} instead\n${stderr}`)

  function wait<Value>(place: (waiter: Waiter) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (ending) reject(endedEarly())
      else place({ resolve: resolve as Waiter['resolve'], reject })
    })
  }

  function toldAs(event: string) {
    const known = told.get(event) ?? { values: [], waiters: [] }
    told.set(event, known)
    return known
  }

  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.on('message', received => {
    const message = received as Message
    if ('event' in message) {
      const { values, waiters } = toldAs(message.event)
      const waiter = waiters.shift()
      if (waiter) waiter.resolve(message.value)
      else values.push(message.value)
      return
    }
    const waiter = replies.get(message.id)
    replies.delete(message.id)
    if ('error' in message) waiter?.reject(Object.assign(new Error(message.error.message), message.error))
    else waiter?.resolve(message.reply)
  })
  child.on('error', error => {
    stderr += error.message
  })
  const ended = new Promise<Ending>(resolve => {
    child.on('close', (code, signal) => {
      ending = { code, signal, stderr }
      for (const waiter of replies.values()) waiter.reject(endedEarly())
      for (const { waiters } of told.values()) for (const waiter of waiters) waiter.reject(endedEarly())
      resolve(ending)
    })
  })

  return {
    ask<Reply>(command: string, argument: unknown, milliseconds = PATIENCE) {
      asked += 1
      const id = asked
      const reply = wait<Reply>(waiter => {
        replies.set(id, waiter)
        // A child that was killed a moment ago takes nothing any more; its end rejects what waits.
        child.send({ id, command, argument }, () => {})
      })
      return within(reply, `${who} to answer "${command}"`, milliseconds)
    },
    event<Value>(event: string, milliseconds = PATIENCE) {
      const { values, waiters } = toldAs(event)
      if (values.length > 0) return Promise.resolve(values.shift() as Value)
      return within(
        wait<Value>(waiter => waiters.push(waiter)),
        `${who} to tell "${event}"`,
        milliseconds,
      )
    },
    get running() {
      return ending === undefined
    },
    ended,
  }
}
