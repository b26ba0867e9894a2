// Running a program of Windows's. Wine cannot hand a Unix pipe on as a standard stream, so output goes through files.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './folders.mjs'

export const prefix = join(cache, 'prefix')

const LOOK_MILLISECONDS = 200

let runs = 0

export const wineEnvironment = {
  WINEPREFIX: prefix,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  // Neither .NET nor a browser is installed for, and a crash is not answered with a dialogue.
  WINEDLLOVERRIDES: 'mscoree,mshtml=;winedbg.exe=d',
}

/**
 * @param {string[]} command
 * @param {{ cwd?: string, env?: Record<string, string>, minutes: number, onOutput?: (text: string) => void }} options
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export async function runInWine(command, { cwd = cache, env = {}, minutes, onOutput = () => {} }) {
  mkdirSync(cache, { recursive: true })
  runs += 1
  const path = join(cache, `output-${process.pid}-${runs}`)
  const [write, read] = [openSync(path, 'w'), openSync(path, 'r')]
  const piece = Buffer.alloc(64 * 1024)
  const show = () => {
    for (let bytes = readSync(read, piece); bytes > 0; bytes = readSync(read, piece))
      onOutput(piece.toString('utf8', 0, bytes))
  }
  const looking = setInterval(show, LOOK_MILLISECONDS)
  try {
    const child = spawn('wine', command, {
      cwd,
      env: { ...environment(), ...wineEnvironment, ...env },
      stdio: ['ignore', write, write],
    })
    const late = setTimeout(() => {
      onOutput(`\nnot ended after ${minutes} minutes\n`)
      endWine()
    }, minutes * 60_000)
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', resolve)
    })
    clearTimeout(late)
    show()
    return { code, output: readFileSync(path, 'utf8') }
  } finally {
    clearInterval(looking)
    closeSync(write)
    closeSync(read)
    rmSync(path, { force: true })
  }
}

/** Ends everything that still runs in this prefix, and nothing else. */
export function endWine() {
  spawnSync('wineserver', ['--kill', '--wait'], {
    env: { ...process.env, ...wineEnvironment },
    timeout: 30_000,
  })
}

/** Nothing of this process's that would change how Node works there, but what a run of tests is asked for. */
function environment() {
  const drop = /^(LOCKSTEP_(?!SEED$|RUNS$|SAMPLE$)|NODE_|npm_|VITEST|WINE)/
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !drop.test(key)))
}
