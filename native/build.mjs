// Compiles the addon (unless it is newer than its sources) and builds the TypeScript face.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { buildPackage } from '../scripts/build-package.mjs'

const directory = import.meta.dirname
const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js')
const compile = spawnSync(process.execPath, [cmakeJs, 'compile', '--log-level', 'error'], {
  cwd: directory,
  encoding: 'utf8',
})
if (compile.status !== 0) {
  process.stderr.write(`${compile.stdout}${compile.stderr}
The addon did not compile. It needs cmake 3.15 or newer and a C++20 compiler
(Debian and Ubuntu: apt-get install cmake g++ make).\n`)
  process.exit(1)
}

await buildPackage({ directory, entries: ['ts/index.ts'], external: ['node:*', '*.node'], platform: 'node' })
