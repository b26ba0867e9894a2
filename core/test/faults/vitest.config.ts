import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// `npm run test:faults`, which first builds the addon with its fault points.
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/faults/**/*.test.ts'],
    pool: 'forks',
    // Each of them occupies the machine alone.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
