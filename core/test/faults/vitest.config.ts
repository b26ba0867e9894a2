import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const windows = process.platform === 'win32'

// `npm run test:faults`, which first builds the addon with its fault points.
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/faults/**/*.test.ts'],
    pool: 'forks',
    // Each of them occupies the machine alone.
    fileParallelism: false,
    // Ends a case that hangs. Wine takes its time.
    testTimeout: windows ? 600_000 : 60_000,
    hookTimeout: windows ? 600_000 : 60_000,
  },
})
