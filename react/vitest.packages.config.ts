import { defineConfig } from 'vitest/config'

/** Everything about the packages as they are published; more than `npm test` does, because it installs frameworks. */
export default defineConfig({
  test: {
    include: ['test/packages/**/*.test.ts', 'test/fixtures/*.test.ts'],
    globalSetup: 'test/packages/setup.ts',
    // Ends a test that hangs. A production build takes minutes on a busy machine.
    testTimeout: 600_000,
    maxWorkers: 2,
  },
})
