// Where the run's stores lie, apart from everybody else's, and what lies there.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MOST_STATE_BYTES } from '../ledger.mjs'

/** @param parent a directory; default: shared memory, where syncing a file costs nothing */
export function makePlace(parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()) {
  const root = mkdtempSync(join(parent, 'lockstep-chaos-'))
  const directories = { memory: join(root, 'segments'), file: join(root, 'files') }
  for (const path of Object.values(directories)) mkdirSync(path, { mode: 0o700 })
  // A living owner of a lock may wait for a processor for many seconds where everything else is busy.
  const sizes = { logBytes: 65_536, maxStateBytes: MOST_STATE_BYTES, lockTimeout: 60_000 }
  return {
    root,
    environment: environment(directories.memory),
    /** By the stores' names: what all their members open. */
    stores: {
      memory: { name: 'chaos', scope: 'chaos', ...sizes, logBytes: 262_144 },
      file: { file: join(directories.file, 'chaos.store'), ...sizes },
    },
    names: store => readdirSync(directories[store]),
    directory: store => directories[store],
    /** Whether a file is the store itself. */
    isStore: name => name.endsWith('.seg') || name === 'chaos.store',
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** As a user's program has it, without what this run was told by its own. */
function environment(directory) {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(LOCKSTEP_|VITEST|NODE_ENV$|NODE_OPTIONS$|NODE_CHANNEL|NODE_EXTRA_CA_CERTS$)/.test(key),
  )
  return { ...Object.fromEntries(kept), LOCKSTEP_DIR: directory }
}
