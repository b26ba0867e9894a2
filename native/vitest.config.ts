import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Processes, not threads: tests open shared memory and end processes.
    pool: 'forks',
    fileParallelism: false,
    // Ends a test that hangs; none depends on the time it takes. Wine takes more of it.
    testTimeout: process.platform === 'win32' ? 600_000 : 120_000,
    hookTimeout: process.platform === 'win32' ? 600_000 : 60_000,
  },
})
