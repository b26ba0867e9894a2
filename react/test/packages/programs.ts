import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inject, onTestFinished } from 'vitest'

/** A running program of the consumer's. */
export interface Program {
  /** Resolves when the program has printed a line that begins with `start`; rejects if it ends before. */
  printed(start: string): Promise<string>
  /** Everything it printed, once it has ended by itself; rejects if it failed. */
  output(): Promise<string>
}

/** Starts programs in the project that has the packed packages installed; they share stores with each other only. */
export function consumerPrograms() {
  const scope = `packages-test-${randomUUID()}`

  return function start(file: string, code: string): Program {
    const path = join(inject('consumer'), file)
    writeFileSync(path, code)
    const child = spawn(process.execPath, [path], {
      env: { ...process.env, PATH: inject('path'), LOCKSTEP_SCOPE: scope },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => end(child))
    let output = ''
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    const lines = createInterface({ input: child.stdout })
    lines.on('line', line => {
      output += `${line}\n`
    })
    const ended = once(child, 'close')

    return {
      printed: begin =>
        new Promise((resolve, reject) => {
          lines.on('line', line => {
            if (line.startsWith(begin)) resolve(line)
          })
          ended.then(() => reject(new Error(`${file} ended without printing "${begin}":\n${output}`)), reject)
        }),
      async output() {
        const [code] = await ended
        if (code !== 0) throw new Error(`${file} ended with ${code}:\n${output}`)
        return output
      },
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
