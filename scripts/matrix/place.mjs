// What one check works in: a directory for its stores and the processes that share them; both end with the check.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from './process.mjs'

/**
 * Runs `work` in a place of its own. If it succeeds, the processes left are asked to end, and nothing of the store may
 * be left then.
 */
export async function inPlace(consumer, patience, work) {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lockstep-matrix-'))
  const directory = join(root, 'segments')
  const processes = []
  const files = () => (existsSync(directory) ? readdirSync(directory) : [])

  const place = {
    files,
    /** Starts `programs/<name>.mjs`. */
    start(runtime, name, ...args) {
      const path = join(consumer, 'programs', `${name}.mjs`)
      const env = { ...environment(), LOCKSTEP_DIR: directory }
      const started = startProcess(runtime.command, path, { args, env, patience })
      processes.push(started)
      return started
    },
    /** Starts a peer that has the store open. */
    async open(runtime) {
      const peer = place.start(runtime, 'peer')
      await peer.event('ready')
      await peer.ask('open')
      return peer
    },
  }
  try {
    await work(place)
    const running = processes.filter(process => process.running)
    await Promise.all(running.map(process => process.leave()))
    if (files().length > 0)
      throw new Error(`after every process had ended, this was left: ${files().join(', ')}`)
  } finally {
    await Promise.all(processes.map(process => process.running && process.kill()))
    rmSync(root, { recursive: true, force: true })
  }
}

/** Programs run as a user's would, with nothing of the driver's environment that changes how. */
function environment() {
  const drop = /^(LOCKSTEP_|NODE_|npm_|BUN_|DENO_)/
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !drop.test(key)))
}
