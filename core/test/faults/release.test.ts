import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { faultsOf } from '../../../native/cross/check.mjs'
import { TARGETS } from '../../../native/cross/targets.mjs'

const native = fileURLToPath(new URL('../../../native', import.meta.url))
const refusal = 'has fault points in it: it is a build for tests'
const target = TARGETS.find(({ system }) => system === (process.platform === 'win32' ? 'Windows' : 'Linux'))!

test('the build with fault points is refused as a binary to be published; the ordinary build has none', () => {
  const faults = (path: string) => faultsOf(target, readFileSync(`${native}/build/${path}`))
  expect(faults('faults/stages/right/node_modules/@lockstep/native/build/Release/lockstep.node')).toContain(
    refusal,
  )
  expect(faults('Release/lockstep.node')).not.toContain(refusal)
})
