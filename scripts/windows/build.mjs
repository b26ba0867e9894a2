// Cross-builds the addon for Windows, and the addon that only the tests use.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build, root } from './folders.mjs'

/** What cmake is told. */
export const crossSettings = {
  CMAKE_SYSTEM_NAME: 'Windows',
  CMAKE_CXX_COMPILER: 'x86_64-w64-mingw32-g++-posix',
  CMAKE_BUILD_TYPE: 'Release',
  LOCKSTEP_TEST_TOOL: 'ON',
}

/** @param {(text: string) => void} report */
export function buildForWindows(report) {
  report('building the addon for Windows ...')
  const flags = Object.entries(crossSettings).map(([name, value]) => `-D${name}=${value}`)
  for (const args of [
    ['-S', join(root, 'native'), '-B', build, ...flags],
    ['--build', build, '--parallel', '2'],
  ]) {
    const { status, stdout, stderr } = spawnSync('cmake', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`The addon did not compile for Windows:\n${stdout}${stderr}`)
  }
}
