import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** A running program of `programs/`. */
export interface Program {
  readonly pid: number
  /** Sends a command and resolves with the program's answer; one at a time. Rejects if the program ends before. */
  ask<Reply = unknown>(command: string, argument?: unknown): Promise<Reply>
  /** Ends it as the system would, and resolves when it is gone. */
  kill(): Promise<void>
}

const { LOCKSTEP_TEST_REACT } = process.env
const react18 = fileURLToPath(new URL('../react-18.mjs', import.meta.url))

/** A scope of its own for a test's stores, so that tests run beside each other. */
export function newScope(): string {
  return `react-test-${randomUUID()}`
}

/** Starts a program in a process of its own, under the React version of the project. It ends with the test. */
export async function start(name: string, scope: string): Promise<Program> {
  const child = fork(fileURLToPath(new URL(`./programs/${name}.mjs`, import.meta.url)), {
    env: { ...process.env, LOCKSTEP_SCOPE: scope },
    execArgv: LOCKSTEP_TEST_REACT === '18' ? ['--import', react18] : [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  onTestFinished(() => end(child))
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })

  const answer = <Reply>() =>
    new Promise<Reply>((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`${name}.mjs ended with ${code}: ${stderr}`))
      child.once('close', onExit)
      child.once('message', message => {
        child.off('close', onExit)
        resolve((message as { reply: Reply }).reply)
      })
    })
  await answer()
  return {
    pid: child.pid!,
    async kill() {
      const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
      child.kill('SIGKILL')
      await ended
    },
    ask<Reply>(command: string, argument?: unknown) {
      const reply = answer<Reply>()
      child.send({ command, argument })
      return reply
    },
  }
}

function end(child: ChildProcess): Promise<void> | void {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  if (child.connected) child.disconnect()
  return ended
}
