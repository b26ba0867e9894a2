// Clusters as real processes around a store of their own, and this process as one more that shares it.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createStore, type Store } from '@lockstep/core'
import { type ClusterState, clusterConfig } from '../src/store.js'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
if (!existsSync(join(dist, 'main.js')))
  throw new Error('These tests run the built programs: run `npm run build` first.')

export const WORKERS = 3

export interface Program {
  readonly process: ChildProcess
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Resolves with all it wrote when that matches; rejects if it ends before. */
  output(pattern: RegExp): Promise<string>
}

export interface Cluster extends Program {
  /** `http://127.0.0.1:49152` */
  readonly origin: string
  /** The address of the admin page, with its token. */
  readonly admin: string
  readonly token: string
}

export interface World {
  readonly store: Store<ClusterState>
  /** Where the segments lie. */
  readonly directory: string
  /** Starts a cluster and waits until it listens. */
  cluster(env?: Record<string, string>): Promise<Cluster>
  /** Starts one of the built programs. */
  start(program: string, env?: Record<string, string>, ...args: string[]): Program
  /** Resolves when `check` holds for the state. */
  until(check: (state: ClusterState) => boolean): Promise<void>
  /** The process ids of the workers that count now. */
  workers(): number[]
  /** What all workers have counted, those that are gone included. */
  counted(): { allowed: number; limited: number }
  /** Ends whatever is left and removes the store. */
  end(): Promise<void>
}

export function createWorld(): World {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-cluster-'))
  // This process opens the store by the same variables as the programs.
  Object.assign(process.env, { LOCKSTEP_DIR: directory, LOCKSTEP_SCOPE: randomUUID() })
  const store = createStore({ ...clusterConfig, title: 'test' })
  const programs: Program[] = []

  function start(program: string, env: Record<string, string> = {}, ...args: string[]): Program {
    const child = spawn(process.execPath, [join(dist, `${program}.js`), ...args], {
      env: { ...process.env, PORT: '0', WORKERS: String(WORKERS), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const observed = observe(child)
    programs.push(observed)
    return observed
  }

  return {
    store,
    directory,
    start,
    async cluster(env) {
      const program = start('main', env)
      const text = await program.output(/Admin: +\S+\n/)
      const admin = /Admin: +(\S+)/.exec(text)![1]!
      const { origin, hash } = new URL(admin)
      return { ...program, admin, origin, token: hash.replace('#token=', '') }
    },
    until(check) {
      return new Promise(resolve => {
        const unsubscribe = store.subscribe(check, look, { fireImmediately: true })
        function look(holds: boolean): void {
          if (!holds) return
          queueMicrotask(() => unsubscribe())
          resolve()
        }
      })
    },
    workers: () => Object.values(store.getState().workers).map(({ pid }) => pid),
    counted() {
      const { workers, retired } = store.getState()
      const all = [...Object.values(workers), retired]
      const sum = (field: 'allowed' | 'limited') => all.reduce((total, its) => total + its[field], 0)
      return { allowed: sum('allowed'), limited: sum('limited') }
    },
    async end() {
      for (const { process } of programs) process.kill('SIGKILL')
      await Promise.all(programs.map(({ ended }) => ended))
      // Workers end when their primary is gone.
      await Promise.all(
        store
          .peers()
          .filter(({ self }) => !self)
          .map(({ pid }) => untilGone(pid)),
      )
      store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function observe(child: ChildProcess): Program {
  let text = ''
  let look = () => {}
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', chunk => {
      text += chunk
      look()
    })
  return {
    process: child,
    ended: once(child, 'exit').then(([code, signal]) => code ?? signal),
    output(pattern) {
      return new Promise((resolve, reject) => {
        look = () => {
          if (pattern.test(text)) resolve(text)
        }
        look()
        child.on('close', () => reject(new Error(`It ended without writing ${pattern}, but:\n${text}`)))
      })
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
