// `npm run test:faults`: processes that are killed and stopped at every point of the protocol, in an addon that is built
// for it. `-- --windows` does so in Node for Windows, under Wine; `-- --sample 60` plays so many of the cases, chosen by
// LOCKSTEP_SEED, which it prints. `-- -t "leave last"` runs what is called so.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildWithFaults } from './build.mjs'
import { makeStages } from './stage.mjs'
import { runOnWindows } from './windows.mjs'

const root = join(import.meta.dirname, '..', '..')
const core = join(root, 'core')
const result = join(core, '.results', 'faults.json')

const args = process.argv.slice(2)
const sample = args.indexOf('--sample')
if (sample >= 0) {
  process.env.LOCKSTEP_SAMPLE = args.splice(sample, 2)[1]
  // One for all files.
  process.env.LOCKSTEP_SEED ??= String(Math.floor(Math.random() * 2 ** 32))
  process.stdout.write(`LOCKSTEP_SEED=${process.env.LOCKSTEP_SEED} repeats this sample\n`)
}
const windows = args.indexOf('--windows')
if (windows >= 0) {
  args.splice(windows, 1)
  process.exit((await runOnWindows(args)) ? 0 : 1)
}

mkdirSync(join(core, '.results'), { recursive: true })
rmSync(result, { force: true })
try {
  process.stdout.write('building the addon with fault points ...\n')
  makeStages(root, buildWithFaults(join(root, 'native', 'build', 'faults')))
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  writeFileSync(result, JSON.stringify({ passed: 0, failed: 1 }))
  process.exit(1)
}
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...['--config', 'test/faults/vitest.config.ts', '--reporter=default', '--reporter=json'],
    `--outputFile.json=${result}`,
    ...args,
  ],
  { cwd: core, stdio: 'inherit' },
)
process.exit(status ?? 1)
