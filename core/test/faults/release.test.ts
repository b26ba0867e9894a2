import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { faultsOf } from '../../../native/cross/check.mjs'
import { TARGETS } from '../../../native/cross/targets.mjs'
import { windows } from '../process/harness/windows.js'

const native = fileURLToPath(new URL('../../../native', import.meta.url))
const refusal = 'has fault points in it: it is a build for tests'
const target = TARGETS.find(({ name }) => name === 'linux-x64')!

// Published binaries for Windows are made and checked on Linux.
test.skipIf(windows)(
  'the build with fault points is refused as a binary to be published; the ordinary build has none',
  () => {
    const faults = (path: string) => faultsOf(target, readFileSync(`${native}/build/${path}`))
    expect(faults('faults/stages/right/node_modules/@lockstep/native/build/Release/lockstep.node')).toContain(
      refusal,
    )
    expect(faults('Release/lockstep.node')).not.toContain(refusal)
  },
)
