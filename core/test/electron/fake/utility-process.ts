import { type ChildProcess, fork as forkProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Electron from 'electron'
import { buildSync } from 'esbuild'
import { afterAll } from 'vitest'
import { bridgePorts } from './port-bridge.js'
import { clone, type MessagePortMain, taken } from './port-main.js'

/** A utility process: a process of Node's whose ports are bridged over its channel. */
export class UtilityProcess
  extends EventEmitter
  implements Pick<Electron.UtilityProcess, 'kill' | 'pid' | 'postMessage'>
{
  readonly #child: ChildProcess
  readonly #bridge: ReturnType<typeof bridgePorts>

  constructor(modulePath: string, args: string[] = [], options: { env?: NodeJS.ProcessEnv } = {}) {
    super()
    this.#child = forkProcess(mainFile(), [modulePath, ...args], {
      serialization: 'advanced',
      // Its own program, not the options of whoever runs the tests.
      execArgv: [],
      env: options.env ?? process.env,
    })
    this.#bridge = bridgePorts(this.#child, (data, _ports) => this.emit('message', data))
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.once('exit', (code, signal) => {
      this.#bridge.end()
      this.emit('exit', code ?? (signal === null ? 0 : 1))
    })
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }

  /** To a process that has ended nothing is sent; ports that were to go there close. */
  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port, index) => taken(port, `Port at index ${index} is not a valid port`))
    this.#bridge.send(clone(message), ports)
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM')
  }

  /** What no program is asked about: at any instruction. */
  crash(): void {
    this.#child.kill('SIGKILL')
  }
}

let file: string | undefined
// Not when this process exits: it is killed.
afterAll(() => {
  if (file !== undefined) rmSync(dirname(file), { recursive: true, force: true })
  file = undefined
})

/** Node 20 runs no TypeScript. */
function mainFile(): string {
  if (file !== undefined) return file
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-utility-'))
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('utility-main.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  })
  file = join(folder, 'utility-main.mjs')
  writeFileSync(file, outputFiles[0]!.text)
  return file
}
