import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { windows } from './windows.js'

/** Where one test's stores live, apart from every other test's and from the user's own. */
export interface Place {
  /** `LOCKSTEP_DIR` of the test's programs. */
  readonly directory: string
  /** For FIFOs and files of the test's own. */
  readonly scratch: string
  /** `LOCKSTEP_SCOPE` of the test's programs. */
  readonly scope: string
  /** What lies in `directory` now. */
  files(): string[]
  remove(): void
}

/**
 * How many files lie in the directory of a store with so many peers: the segment (on Windows its marker), and each
 * peer's doorbell, which on Windows is no file.
 */
export function filesOf(peers: number): number {
  return windows ? 1 : 1 + peers
}

/** In shared memory where there is some: on a disk the kernel would write busy segments back. */
export function makePlace(): Place {
  const parent = existsSync('/dev/shm') && !windows ? '/dev/shm' : realpathSync.native(tmpdir())
  const root = mkdtempSync(join(parent, 'lockstep-test-'))
  return {
    directory: join(root, 'segments'),
    scratch: mkdtempSync(join(root, 'scratch-')),
    scope: `test-${randomUUID()}`,
    files() {
      const directory = join(root, 'segments')
      return existsSync(directory) ? readdirSync(directory).sort() : []
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Programs run as a user's would: nothing of the test runner's environment, in particular not its `NODE_ENV`. */
export function programEnvironment(place: Place): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LOCKSTEP_DIR: place.directory, LOCKSTEP_SCOPE: place.scope }
  for (const [key, value] of Object.entries(process.env)) {
    // Parsing extra certificates makes every start of node four times as long, and no program needs any.
    if (/^(LOCKSTEP_|VITEST|NODE_ENV$|NODE_OPTIONS$|NODE_CHANNEL|NODE_EXTRA_CA_CERTS$)/.test(key)) continue
    environment[key] = value
  }
  // What the test run itself is about.
  for (const key of ['LOCKSTEP_DOORBELL', 'LOCKSTEP_TEST_TOOL']) {
    if (process.env[key] !== undefined) environment[key] = process.env[key]
  }
  return environment
}
