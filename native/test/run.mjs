// Runs the protocol's tests (built by build.mjs) under each sanitizer, or under one: `node test/run.mjs thread "no wake-up"`
// runs those whose sentence contains the text. The counts go to .results/native.json.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builds } from './builds.mjs'

const directory = join(import.meta.dirname, '..')
const [chosen, ...filter] = process.argv.slice(2)

const results = { passed: 0, failed: 0 }
for (const [name, sanitizer] of Object.entries(builds)) {
  if (chosen && name !== chosen) continue
  process.stdout.write(
    `\nProtocol tests, ${sanitizer ? `with ${sanitizer} sanitizers` : 'without sanitizers'}\n`,
  )
  run(join(directory, 'build', `test-${name}`, 'protocol_tests'), filter)
}
if (!chosen && process.platform === 'linux') {
  process.stdout.write('\nHostile segments, with address,undefined sanitizers\n')
  run(join(directory, 'build', 'fuzz', 'replay'), [join(directory, 'fuzz', 'regressions')])
}

function run(program, args) {
  const tests = spawnSync(program, args, {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, TSAN_OPTIONS: 'halt_on_error=1', ASAN_OPTIONS: 'detect_leaks=1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.stdout.write(tests.stdout ?? '')
  const counts = /(\d+) passed, (\d+) failed\n$/.exec(tests.stdout ?? '')
  results.passed += counts ? Number(counts[1]) : 0
  results.failed += counts ? Number(counts[2]) : 0
  // A sanitizer ends the run before the last line.
  if (!counts || (tests.status !== 0 && counts[2] === '0')) results.failed += 1
}
mkdirSync(join(directory, '.results'), { recursive: true })
writeFileSync(join(directory, '.results', 'native.json'), JSON.stringify(results))
process.stdout.write(`\nNative: ${results.passed} passed, ${results.failed} failed\n`)
process.exit(results.failed === 0 && results.passed > 0 ? 0 : 1)
