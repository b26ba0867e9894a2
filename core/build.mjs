import { buildPackage } from '../scripts/build-package.mjs'

await buildPackage({
  directory: import.meta.dirname,
  entries: [
    'src/index.ts',
    'src/index.browser.ts',
    'src/memory.ts',
    'src/relay.ts',
    'src/relay-websocket.ts',
    'src/electron-main.ts',
    'src/electron-renderer.ts',
    'src/electron-utility.ts',
  ],
  commonJsOnly: ['src/electron-preload.ts'],
  external: ['immer', '@lockstep/native', 'electron', 'ws', 'node:*'],
})
