import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const react18 = fileURLToPath(new URL('./test/react-18.mjs', import.meta.url))

export default defineConfig({
  test: {
    // Every test of the hooks runs under both versions of React.
    projects: [
      { test: { ...common('react 19'), env: { LOCKSTEP_TEST_REACT: '19' } } },
      {
        resolve: { alias: [{ find: /^react(-dom)?(?=\/|$)/, replacement: 'react$1-18' }] },
        test: { ...common('react 18'), env: { LOCKSTEP_TEST_REACT: '18' }, execArgv: ['--import', react18] },
      },
      // What is published, and what the documentation shows: run here because this package sees all the others.
      {
        test: {
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          globalSetup: 'test/packages/setup.ts',
          testTimeout: 60_000,
        },
      },
    ],
  },
})

function common(name: string) {
  return {
    name,
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    exclude: ['test/packages/**', 'test/fixtures/**'],
    setupFiles: ['test/setup.ts'],
    // Ends a test that hangs; none depends on the time it takes. Wine takes more of it.
    testTimeout: process.platform === 'win32' ? 900_000 : 60_000,
  }
}
