import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Other, type OtherProcess, startProcess, startWorker } from './other.js'

/** What one test works in, apart from all others: this process takes part in it, and those it starts. */
export interface World {
  /** Where named things lie, on systems where they are files. */
  readonly directory: string
  /** For files of the test's own. */
  readonly scratch: string
  /** What lies in `directory` now. */
  files(): string[]
  process(): Promise<OtherProcess>
  worker(): Promise<Other>
}

/** Makes a world that ends with the test: no process and no file outlives it. */
export function createWorld(): World {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lockstep-parts-'))
  const directory = join(root, 'segments')
  const variables = { LOCKSTEP_DIR: directory, LOCKSTEP_SCOPE: `test-${randomUUID()}` }
  const before = Object.keys(variables).map(name => [name, process.env[name]] as const)
  Object.assign(process.env, variables)

  const children: ChildProcess[] = []
  const workers: Other[] = []
  onTestFinished(async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await new Promise(resolve => child.once('exit', resolve))
    }
    for (const worker of workers) await worker.kill()
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    rmSync(root, { recursive: true, force: true })
  })

  return {
    directory,
    scratch: mkdtempSync(join(root, 'scratch-')),
    files: () => (existsSync(directory) ? readdirSync(directory).sort() : []),
    process: () => startProcess(environment(variables), child => children.push(child)),
    async worker() {
      const worker = await startWorker(variables)
      workers.push(worker)
      return worker
    },
  }
}

/** Programs run as a user's would: nothing of the test runner's environment. */
function environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const result: NodeJS.ProcessEnv = { ...variables }
  for (const [key, value] of Object.entries(process.env)) {
    // Parsing extra certificates makes every start of node four times as long, and no program needs any.
    if (/^(LOCKSTEP_|VITEST|NODE_ENV$|NODE_OPTIONS$|NODE_CHANNEL|NODE_EXTRA_CA_CERTS$)/.test(key)) continue
    result[key] = value
  }
  return result
}

/** The error of Lockstep's that `run` throws or rejects with; anything else fails the test. */
export async function lockstepError(run: () => unknown, code: string): Promise<Error> {
  try {
    await run()
  } catch (error) {
    const found = error as Error & { code?: string }
    if (found.name === 'LockstepError' && found.code === code) return found
    throw error
  }
  throw new Error(`${code} was expected, and nothing was thrown`)
}
