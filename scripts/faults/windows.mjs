// The fault points in Node for Windows, under Wine: its result goes to `.results/windows-faults.json`.
import { join } from 'node:path'
import { buildForWindows } from '../windows/build.mjs'
import { root, stage } from '../windows/folders.mjs'
import { makeStage } from '../windows/stage.mjs'
import { failRun, prepare, runVitest } from '../windows/vitest.mjs'
import { endWine } from '../windows/wine.mjs'
import { makeStages } from './stage.mjs'

const build = join(root, 'native', 'build', 'faults-win32-x64')

/**
 * @param {string[]} args for vitest
 * @returns {Promise<boolean>} whether all passed
 */
export async function runOnWindows(args) {
  const report = text => process.stdout.write(`${text}\n`)
  try {
    const node = await prepare(report)
    buildForWindows(report, build, { LOCKSTEP_FAULTS: 'ON' })
    makeStage(report, build)
    makeStages(stage, { right: join(build, 'lockstep.node') })
    return await runVitest(node, 'faults', [
      '--root',
      'core',
      '--config',
      'test/faults/vitest.config.ts',
      ...args,
    ])
  } catch (error) {
    report(error.message)
    failRun('faults')
    return false
  } finally {
    endWine()
  }
}
