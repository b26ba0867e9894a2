// A member that is a process of its own.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { readLines } from './lines.mjs'

const PIPE = 3
const program = join(import.meta.dirname, '../member/main.mjs')
/** Where `@lockstep/core` is found. */
export const cwd = join(import.meta.dirname, '../../..')

/** A leak of memory ends in a crash instead of a slow machine. */
export const nodeOptions = ['--max-old-space-size=256']

/**
 * @param heard called with each line it says
 * @param ended called once, when all it said has been heard, with how and when it ended
 */
export function startProcess(plan, environment, heard, ended) {
  const child = spawn(process.execPath, [...nodeOptions, program, JSON.stringify({ ...plan, pipe: PIPE })], {
    cwd,
    env: environment,
    // A group of its own: Ctrl-C is the referee's. Without the referee the kernel continues those that are stopped.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  })
  const end = { code: null, signal: null, stderr: '', at: 0 }
  child.stderr.setEncoding('utf8').on('data', text => {
    end.stderr = (end.stderr + text).slice(-4000)
  })
  // Whoever died does not read any more.
  child.stdin.on('error', () => {})
  readLines(child.stdio[PIPE], heard)
  child.on('exit', (code, signal) => Object.assign(end, { code, signal, at: now() }))
  child.on('close', () => ended(end))

  return {
    pid: child.pid,
    send(message) {
      if (child.exitCode === null && child.signalCode === null)
        child.stdin.write(`${JSON.stringify(message)}\n`)
    },
    kill: () => child.kill('SIGKILL'),
    stop: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
  }
}

export const now = () => Number(process.hrtime.bigint()) / 1e6
