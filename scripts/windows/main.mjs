// `npm run test:windows`: the store's tests in Node for Windows, under Wine. It fetches and builds what that takes.
// `-- lifetime workers` runs the files whose names contain one of these.
import { rmSync } from 'node:fs'
import { account } from './accounts.mjs'
import { buildForWindows } from './build.mjs'
import { makeStage } from './stage.mjs'
import { failRun, prepare, resultOf, runVitest } from './vitest.mjs'
import { endWine } from './wine.mjs'

/** Each run of vitest: what its results are called, and its arguments. */
const RUNS = {
  native: ['--root', 'native'],
  core: ['--root', 'core', '--project', 'core', '--project', 'processes', '--project', 'idle'],
  react: ['--root', 'react', '--project', 'react 19', 'test/process'],
  'shared-memory': ['--root', 'examples/shared-memory'],
}
const names = Object.keys(RUNS)

const report = text => process.stdout.write(`${text}\n`)
const filter = process.argv.slice(2)
const chosen = filter.length > 0 ? ['--passWithNoTests', ...filter] : []

rmSync(resultOf('left-out'), { force: true })
let failed = 0
try {
  const node = await prepare(report)
  buildForWindows(report)
  makeStage(report)
  for (const [name, args] of Object.entries(RUNS))
    if (!(await runVitest(node, name, [...args, ...chosen]))) failed += 1
  if (filter.length === 0 && !account(names, report)) {
    failRun('left-out')
    failed += 1
  }
} catch (error) {
  report(error.message)
  failed += 1
  for (const name of names) failRun(name)
} finally {
  endWine()
}
process.exit(failed === 0 ? 0 : 1)
