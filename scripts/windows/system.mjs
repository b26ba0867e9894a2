// What the machine must have: Wine, and a compiler for Windows. Missing packages are installed where that is possible.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Commands, and the Debian packages that they come from. */
const needed = {
  wine: ['wine', 'wine64'],
  'x86_64-w64-mingw32-g++-posix': ['g++-mingw-w64-x86-64-posix'],
  cmake: ['cmake'],
  make: ['make'],
}

/** @param {(text: string) => void} report */
export function installSystem(report) {
  const missing = Object.keys(needed).filter(command => !hasCommand(command))
  if (missing.length === 0) return
  const packages = missing.flatMap(command => needed[command])
  const root = process.getuid?.() === 0
  if (!root || !hasCommand('apt-get')) {
    throw new Error(
      `Missing: ${missing.join(', ')}. Install them (Debian: apt-get install ${packages.join(' ')}).`,
    )
  }
  report(`installing ${packages.join(', ')} ...`)
  const install = [
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...packages,
  ]
  for (const args of [['update', '-qq'], install]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) throw new Error(`apt-get ${args[0]} failed:\n${stdout}${stderr}`)
  }
}

function hasCommand(name) {
  return (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, name)))
}
