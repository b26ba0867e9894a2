import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { arch, platform } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { load, loadBinary, TARGETS, type Target } from './binaries.js'
import { processLibc } from './libc.js'

/** A place where the addon may be. */
export interface Candidate {
  readonly path: string
  load(): unknown
}

/**
 * What to try, in this order:
 * 1. what was compiled in this folder: in the repository tests must run what was changed, and where there is no binary
 *    for a system its users put theirs there. The published package has none.
 * 2. the package's binary outside of an Electron archive, where `asarUnpack` puts it: system loaders read no archives.
 * 3. the package's binary.
 */
export function candidates(): Candidate[] {
  const found: Candidate[] = []
  const compiled = file(['build', 'Release', 'lockstep.node'])
  if (existsSync(compiled)) found.push({ path: compiled, load: () => load(pathToFileURL(compiled)) })

  for (const target of targets()) {
    const path = file(['prebuilds', `${target}.node`])
    const unpacked = path.replace(/\.asar(?=[\\/])/, '.asar.unpacked')
    if (unpacked !== path && existsSync(unpacked))
      found.push({ path: unpacked, load: () => load(pathToFileURL(unpacked)) })
    found.push({ path, load: () => loadBinary(target) })
  }
  return found
}

/** This process as the binaries' names have it, such as `linux-x64 (musl)`. */
export function describeProcess(): string {
  return platform === 'linux'
    ? `linux-${arch} (${processLibc() ?? 'C library unknown'})`
    : `${platform}-${arch}`
}

function targets(): Target[] {
  const base = `${platform}-${arch}`
  const libc = platform === 'linux' ? processLibc() : 'glibc'
  const names = libc === 'musl' ? [`${base}-musl`] : libc === 'glibc' ? [base] : [base, `${base}-musl`]
  return TARGETS.filter(target => names.includes(target))
}

/** A file of this package, in a form that bundlers do not follow: it need not be there. */
function file(parts: readonly string[]): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..', '..', ...parts)
}
