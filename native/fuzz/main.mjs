// Fuzzes the protocol with hostile segments: `npm run fuzz -- --seconds 45 --seed 1`. Ends with what was run, and with
// whether each check that was taken out on purpose was found. The counts go to .results/fuzz.json.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildFolder, buildFuzzer } from './build.mjs'
import { fuzzingCompiler } from './clang.mjs'
import { controls as checks } from './controls.mjs'

const root = join(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '45' }, seed: { type: 'string' } },
})
const seconds = Number(values.seconds)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9) + 1)
if (!(seconds > 0) || !(seed > 0)) throw new Error('Usage: npm run fuzz -- [--seconds 45] [--seed 1]')

const LIMITS = [
  '-max_len=2600',
  '-malloc_limit_mb=0',
  '-timeout=60',
  '-rss_limit_mb=1024',
  '-print_final_stats=1',
]
const CONTROL_SECONDS = 60

const { fuzzer, controls } = buildFuzzer(fuzzingCompiler())
// The corpus grows from run to run; the seeds are made anew by the code as it is.
const corpus = join(buildFolder, 'corpus')
const seeds = join(buildFolder, 'seeds')
rmSync(seeds, { recursive: true, force: true })
for (const folder of [corpus, seeds]) mkdirSync(folder, { recursive: true })
spawnSync(fuzzer, { env: { ...process.env, LOCKSTEP_FUZZ_SEEDS: seeds } })

const results = { passed: 0, failed: 0 }
function count(passed, sentence, details) {
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${sentence}\n`)
  if (!passed) process.stdout.write(details)
  results[passed ? 'passed' : 'failed'] += 1
}

const args = [...LIMITS, `-seed=${seed}`, `-artifact_prefix=${buildFolder}/`]
const real = spawnSync(fuzzer, [...args, `-max_total_time=${seconds}`, corpus, seeds], { encoding: 'utf8' })
const executions = /number_of_executed_units: (\d+)/.exec(real.stderr)?.[1] ?? '0'
const edges = [...real.stderr.matchAll(/ cov: (\d+)/g)].at(-1)?.[1] ?? '0'
count(
  real.status === 0 && Number(executions) > 1000,
  `hostile segments: ${executions} executions, ${edges} edges, ${seconds} s, seed ${seed}`,
  `${real.stderr.slice(-4000)}\nPut the input that it wrote into native/fuzz/regressions.\n`,
)
for (const [number, what] of Object.entries(checks)) {
  const { status, stderr } = spawnSync(
    controls,
    [
      ...LIMITS,
      `-seed=${seed}`,
      `-artifact_prefix=${buildFolder}/control-`,
      `-max_total_time=${CONTROL_SECONDS}`,
      seeds,
    ],
    { encoding: 'utf8', env: { ...process.env, LOCKSTEP_FUZZ_CONTROL: number } },
  )
  const found = status !== 0 && /SUMMARY: \w+Sanitizer|violated: /.test(stderr)
  count(found, `finds ${what}, where nothing checks for it`, stderr.slice(-2000))
}

mkdirSync(join(root, '.results'), { recursive: true })
writeFileSync(join(root, '.results', 'fuzz.json'), JSON.stringify(results))
process.stdout.write(`Fuzzing: ${results.passed} passed, ${results.failed} failed\n`)
process.exit(results.failed === 0 ? 0 : 1)
