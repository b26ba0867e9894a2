import { buildPackage } from '../scripts/build-package.mjs'

await buildPackage({
  directory: import.meta.dirname,
  entries: ['src/index.ts'],
  external: [
    'react',
    'use-sync-external-store',
    'use-sync-external-store/*',
    '@lockstep/core',
    '@lockstep/core/*',
  ],
})
