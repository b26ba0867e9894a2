// Builds the protocol's tests once for each sanitizer.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildReplay } from '../fuzz/build.mjs'
import { builds } from './builds.mjs'

const directory = join(import.meta.dirname, '..')

for (const [name, sanitizer] of Object.entries(builds)) {
  const build = join('build', `test-${name}`)
  const steps = [
    ['-S', '.', '-B', build, '-DLOCKSTEP_TESTS=ON', `-DLOCKSTEP_SANITIZE=${sanitizer}`],
    ['--build', build, '--parallel', '2'],
  ]
  for (const step of steps) {
    const { status, stdout, stderr } = spawnSync('cmake', step, { cwd: directory, encoding: 'utf8' })
    if (status === 0) continue
    process.stderr.write(`${stdout}${stderr}`)
    process.exit(1)
  }
}

if (process.platform === 'linux') buildReplay()
