import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Processes, not threads: tests open shared memory, send signals and watch for uncaught errors.
const common = { pool: 'forks' } as const

/** No package of Node's: Electron's own programs find the module inside of themselves. */
const electron = fileURLToPath(new URL('test/electron/fake/electron.ts', import.meta.url))

/** Ends a test that hangs; none depends on the time it takes. Wine takes more of it. */
const patience = process.platform === 'win32' ? 600_000 : 120_000

/** Which tests run once more where a thread of the addon's waits for commits. On Windows it does anyway. */
const waiter = ['wake', 'workers', 'lifetime', 'endings', 'reopen', 'fresh-state']
  .filter(() => process.platform !== 'win32')
  .map(name => `test/process/${name}.test.ts`)

/** Real pages in Chromium. Under Wine there is none. */
const browser = {
  test: {
    ...common,
    name: 'browser',
    alias: { electron },
    include: ['test/browser/**/*.test.ts'],
    // A browser is a dozen processes.
    fileParallelism: false,
    sequence: { groupOrder: 4 },
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'core',
          alias: { electron },
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          // The fault points have a command of their own, which builds an addon that has some.
          exclude: ['test/process/**', 'test/browser/**', 'test/faults/**'],
          // Wine takes its time; no test depends on it.
          ...(process.platform === 'win32' && { testTimeout: patience }),
        },
      },
      {
        test: {
          ...common,
          name: 'processes',
          include: ['test/process/**/*.test.ts'],
          exclude: ['test/process/idle.test.ts'],
          // Each of them occupies the machine alone; beside another one their processes would measure the other's load.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: patience,
          hookTimeout: patience / 2,
        },
      },
      {
        test: {
          ...common,
          name: 'waiter',
          include: waiter,
          // The same tests, where a thread of the addon's waits for commits as it does on Windows, in Bun and in Deno.
          env: { LOCKSTEP_DOORBELL: 'thread' },
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: patience,
          hookTimeout: patience / 2,
        },
      },
      {
        test: {
          ...common,
          name: 'idle',
          include: ['test/process/idle.test.ts'],
          // Starts the idle processes before the first test of any project, so that their minute passes meanwhile.
          globalSetup: ['test/process/harness/idle-setup.ts'],
          sequence: { groupOrder: 3 },
          testTimeout: patience,
        },
      },
      ...(process.platform === 'win32' ? [] : [browser]),
    ],
  },
})
