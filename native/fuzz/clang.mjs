// The compiler that brings libFuzzer. Installed where it is missing and that is possible.
import { spawnSync } from 'node:child_process'

const COMPILER = 'clang++-19'
const PACKAGES = ['clang-19', 'libclang-rt-19-dev']

/** The command of a compiler that knows `-fsanitize=fuzzer`. */
export function fuzzingCompiler() {
  if (works()) return COMPILER
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error(
      `Fuzzing needs ${COMPILER} with its runtime (Debian: apt-get install ${PACKAGES.join(' ')}).`,
    )
  }
  process.stdout.write(`installing ${PACKAGES.join(', ')} ...\n`)
  const install = [
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...PACKAGES,
  ]
  for (const args of [['update', '-qq'], install]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) throw new Error(`apt-get ${args[0]} failed:\n${stdout}${stderr}`)
  }
  if (!works()) throw new Error(`${COMPILER} was installed and cannot compile for libFuzzer.`)
  return COMPILER
}

function works() {
  const main = 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }'
  const args = ['-x', 'c++', '-fsanitize=fuzzer,address', '-', '-o', '/dev/null']
  return spawnSync(COMPILER, args, { input: main }).status === 0
}
