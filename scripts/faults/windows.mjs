// The fault points in Node for Windows, under Wine: the results go to `.results/windows-faults-*.json`.
import { join } from 'node:path'
import { crossSettings } from '../windows/build.mjs'
import { root, stage } from '../windows/folders.mjs'
import { makeStage } from '../windows/stage.mjs'
import { failRun, prepare, runVitest } from '../windows/vitest.mjs'
import { endWine } from '../windows/wine.mjs'
import { buildWithFaults } from './build.mjs'
import { makeStages } from './stage.mjs'

/** Each in a run of its own, at the same time: under Wine no time counts. A sample leaves the control out. */
const FILES = ['points', 'alone', 'three', 'eight', 'broken']
const build = join(root, 'native', 'build', 'faults-win32-x64')

/**
 * @param {string[]} args for vitest
 * @returns {Promise<boolean>} whether all passed
 */
export async function runOnWindows(args) {
  const report = text => process.stdout.write(`${text}\n`)
  try {
    const node = await prepare(report)
    report('building the addon with fault points for Windows ...')
    const binaries = buildWithFaults(build, crossSettings)
    makeStage(report, build)
    makeStages(stage, binaries)
    const files = process.env.LOCKSTEP_SAMPLE === undefined ? FILES : FILES.slice(0, -1)
    const config = ['--root', 'core', '--config', 'test/faults/vitest.config.ts']
    const passed = await Promise.all(
      files.map(name => runVitest(node, `faults-${name}`, [...config, `test/faults/${name}.test`, ...args])),
    )
    return passed.every(Boolean)
  } catch (error) {
    report(error.message)
    for (const name of FILES) failRun(`faults-${name}`)
    return false
  } finally {
    endWine()
  }
}
