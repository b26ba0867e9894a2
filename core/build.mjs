import { buildPackage } from '../scripts/build-package.mjs'

await buildPackage({
  directory: import.meta.dirname,
  entries: ['src/index.ts', 'src/index.browser.ts', 'src/memory.ts'],
  // msgpackr is bundled: its optional native part has an install script that users must not meet.
  external: ['immer', '@lockstep/native', 'node:*'],
})
