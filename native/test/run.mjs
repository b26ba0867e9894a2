// Builds and runs the protocol's tests under each sanitizer; the counts go to .results/native.json.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const directory = join(import.meta.dirname, '..')
const builds = { plain: '', address: 'address,undefined', thread: 'thread' }
const chosen = process.argv[2] ? { [process.argv[2]]: builds[process.argv[2]] } : builds

function run(command, args, options) {
  return spawnSync(command, args, { cwd: directory, encoding: 'utf8', ...options })
}

const results = { passed: 0, failed: 0 }
for (const [name, sanitizer] of Object.entries(chosen)) {
  const build = join('build', `test-${name}`)
  const steps = [
    ['cmake', ['-S', '.', '-B', build, '-DLOCKSTEP_TESTS=ON', `-DLOCKSTEP_SANITIZE=${sanitizer}`]],
    ['cmake', ['--build', build, '--parallel', '2']],
  ]
  for (const [command, args] of steps) {
    const step = run(command, args)
    if (step.status !== 0) {
      process.stderr.write(`${step.stdout}${step.stderr}`)
      process.exit(1)
    }
  }
  process.stdout.write(
    `\nProtocol tests, ${sanitizer ? `with ${sanitizer} sanitizers` : 'without sanitizers'}\n`,
  )
  const tests = run(join(directory, build, 'protocol_tests'), process.argv.slice(3), {
    env: { ...process.env, TSAN_OPTIONS: 'halt_on_error=1', ASAN_OPTIONS: 'detect_leaks=1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.stdout.write(tests.stdout)
  const counts = /(\d+) passed, (\d+) failed\n$/.exec(tests.stdout)
  results.passed += counts ? Number(counts[1]) : 0
  results.failed += counts ? Number(counts[2]) : 0
  // A sanitizer ends the run before the last line.
  if (!counts || (tests.status !== 0 && counts[2] === '0')) results.failed += 1
}
mkdirSync(join(directory, '.results'), { recursive: true })
writeFileSync(join(directory, '.results', 'native.json'), JSON.stringify(results))
process.stdout.write(`\nNative: ${results.passed} passed, ${results.failed} failed\n`)
process.exit(results.failed === 0 && results.passed > 0 ? 0 : 1)
