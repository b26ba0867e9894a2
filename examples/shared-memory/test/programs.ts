import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Program {
  /** All that it said so far. */
  readonly output: string
  /** Resolves when it has said this. */
  says(text: string): Promise<void>
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>
  kill(): Promise<void>
}

/** The example's programs, in a world of the test's own: `start('writer', 'A title')`. */
export function createWorld() {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lockstep-example-'))
  const directory = join(root, 'segments')
  const children: ChildProcess[] = []
  onTestFinished(async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await new Promise(resolve => child.once('exit', resolve))
    }
    rmSync(root, { recursive: true, force: true })
  })

  const env: NodeJS.ProcessEnv = {}
  for (const [key, value] of Object.entries(process.env))
    if (!/^(LOCKSTEP_|VITEST|NODE_ENV$|NODE_OPTIONS$|NODE_CHANNEL|NODE_EXTRA_CA_CERTS$)/.test(key))
      env[key] = value
  Object.assign(env, { LOCKSTEP_DIR: directory, LOCKSTEP_SCOPE: `test-${randomUUID()}` })

  return {
    /** What lies where named things are files. */
    files: () => (existsSync(directory) ? readdirSync(directory) : []),
    start(name: string, ...args: string[]): Program {
      const file = join(import.meta.dirname, '..', 'src', `${name}.js`)
      const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      children.push(child)
      return watch(child)
    },
  }
}

function watch(child: ChildProcess): Program {
  let output = ''
  const waiting = new Set<() => void>()
  const hear = (text: string) => {
    output += text
    for (const look of waiting) look()
  }
  child.stdout?.setEncoding('utf8').on('data', hear)
  child.stderr?.setEncoding('utf8').on('data', hear)
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    get output() {
      return output
    },
    says: text =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
        ended.then(() => reject(new Error(`It ended without saying "${text}":\n${output}`)))
      }),
    ended,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
