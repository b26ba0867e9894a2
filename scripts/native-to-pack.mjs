// The folder that tests pack as @lockstep/native.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { binaryOf, isCurrent, sourcesHash } from '../native/cross/record.mjs'
import { TARGETS } from '../native/cross/targets.mjs'

const native = join(import.meta.dirname, '../native')

/**
 * The package itself when `npm run prebuild` has made all its binaries from these sources; else a copy in `directory`
 * that has those it made, and the local build under the name of this system's.
 */
export function nativeToPack(directory) {
  const sources = sourcesHash()
  if (TARGETS.every(target => isCurrent(target, sources))) return native
  const folder = join(directory, 'native')
  for (const part of ['package.json', 'README.md', 'LICENSE', 'dist'])
    cpSync(join(native, part), join(folder, part), { recursive: true })
  const binary = name => join(folder, 'prebuilds', `${name}.node`)
  for (const target of TARGETS) if (isCurrent(target, sources)) cpSync(binaryOf(target), binary(target.name))
  cpSync(join(native, 'build/Release/lockstep.node'), binary(system()))
  return folder
}

function system() {
  const { platform, arch } = process
  const musl = platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
  return `${platform}-${arch}${musl ? '-musl' : ''}`
}
