// What the machine must have: spin, Relacy's headers, a C and a C++ compiler.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What is looked for, and the Debian package that it comes from. */
const needed = {
  '/usr/bin/spin': 'spin',
  '/usr/include/relacy/relacy.hpp': 'relacy-dev',
  '/usr/bin/g++': 'g++',
  '/usr/bin/gcc': 'gcc',
}

/** @param {(text: string) => void} report */
export function installTools(report) {
  const packages = Object.keys(needed).flatMap(path => (existsSync(path) ? [] : [needed[path]]))
  if (packages.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`Missing: ${packages.join(', ')}. On Debian: apt-get install ${packages.join(' ')}`)
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
