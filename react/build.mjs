import { buildPackage } from '../scripts/build-package.mjs'

await buildPackage({
  directory: import.meta.dirname,
  entries: ['src/index.ts'],
  external: ['react', '@lockstep/core', '@lockstep/core/*'],
})
