import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

/** In shared memory where there is some: on a disk the kernel would write busy segments back. */
export function makePlace(): Place {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lockstep-test-'))
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
    if (
      key !== 'LOCKSTEP_DOORBELL' &&
      /^(LOCKSTEP_|VITEST|NODE_ENV$|NODE_OPTIONS$|NODE_CHANNEL|NODE_EXTRA_CA_CERTS$)/.test(key)
    )
      continue
    environment[key] = value
  }
  return environment
}
