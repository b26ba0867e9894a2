import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Electron is no package of Node's: its own programs find the module inside of themselves.
    alias: { electron: fileURLToPath(new URL('../../core/test/electron/fake/electron.ts', import.meta.url)) },
    server: { deps: { inline: ['@lockstep/core'] } },
  },
})
