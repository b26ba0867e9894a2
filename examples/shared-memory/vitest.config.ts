import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Ends a test that hangs; none depends on the time it takes. Wine takes more of it.
    testTimeout: process.platform === 'win32' ? 600_000 : 60_000,
    hookTimeout: process.platform === 'win32' ? 600_000 : 60_000,
  },
})
