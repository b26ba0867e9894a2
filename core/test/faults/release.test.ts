import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { faultsOf } from '../../../native/cross/check.mjs'
import { TARGETS } from '../../../native/cross/targets.mjs'
import { windows } from '../process/harness/windows.js'
import { POINTS } from './harness/points.js'

const native = fileURLToPath(new URL('../../../native', import.meta.url))
const refusal = 'has fault points in it: it is a build for tests'
const variable = 'LOCKSTEP_FAULT'

const read = (path: string) => readFileSync(`${native}/build/${path}`)
const faults = (name: string, binary: Buffer) =>
  faultsOf(TARGETS.find(target => target.name === name)!, binary)

/** `binary` as it would be if these names were others. */
function renamed(binary: Buffer, names: readonly string[]): Buffer {
  const text = binary.toString('latin1')
  return Buffer.from(
    names.reduce((all, name) => all.replaceAll(name, 'x'.repeat(name.length)), text),
    'latin1',
  )
}

const builds = [
  ['linux-x64', 'faults/stages/right/node_modules/@lockstep/native/build/Release/lockstep.node'],
  ['win32-x64', 'faults-win32-x64/lockstep.node'],
] as const

// Published binaries for Windows are made and checked on Linux.
test.skipIf(windows).each(builds)(
  'the build with fault points for %s is refused as a binary to be published, also with other names',
  (name, path) => {
    // The one for Windows is there once `npm run test:faults -- --windows` has made it.
    if (name === 'win32-x64' && !existsSync(`${native}/build/${path}`)) return
    const binary = read(path)
    expect(faults(name, binary)).toContain(refusal)
    expect(faults(name, renamed(binary, [variable]))).toContain(refusal)
    expect(faults(name, renamed(binary, POINTS))).toContain(refusal)
    expect(
      faults(name, renamed(binary, [variable, ...POINTS.filter(point => point !== 'commit.record')])),
    ).toContain(refusal)
    expect(faults(name, renamed(binary, [variable, ...POINTS]))).not.toContain(refusal)
  },
)

test.skipIf(windows)('the ordinary build has no fault points', () => {
  expect(faults('linux-x64', read('Release/lockstep.node'))).not.toContain(refusal)
})
