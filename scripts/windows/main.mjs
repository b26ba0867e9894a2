// `npm run test:windows`: the store's tests in Node for Windows, under Wine. It fetches and builds what that takes.
// `-- lifetime workers` runs the files whose names contain one of these.
import { buildForWindows } from './build.mjs'
import { makeStage } from './stage.mjs'
import { failRun, prepare, runVitest } from './vitest.mjs'
import { endWine } from './wine.mjs'

/** Each run of vitest: what its results are called, and its arguments. */
const RUNS = {
  native: ['--root', 'native'],
  core: ['--root', 'core'],
  // Without the page that renders after every commit: under Wine that takes minutes.
  react: ['--root', 'react', '--project', 'react 19', 'test/process', '-t', '^(?!.*1 in 1 )'],
  'shared-memory': ['--root', 'examples/shared-memory'],
}

const report = text => process.stdout.write(`${text}\n`)
const filter = process.argv.slice(2)
const chosen = filter.length > 0 ? ['--passWithNoTests', ...filter] : []

let failed = 0
try {
  const node = await prepare(report)
  buildForWindows(report)
  makeStage(report)
  for (const [name, args] of Object.entries(RUNS))
    if (!(await runVitest(node, name, [...args, ...chosen]))) failed += 1
} catch (error) {
  report(error.message)
  failed += 1
  for (const name of Object.keys(RUNS)) failRun(name)
} finally {
  endWine()
}
process.exit(failed === 0 ? 0 : 1)
