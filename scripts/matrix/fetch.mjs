// Fetches what is not in the repository into a git-ignored folder, once, and checks that it is what was pinned.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where downloads are kept. */
export const cache = join(import.meta.dirname, '..', '..', '.cache', 'matrix')

/**
 * Makes sure that a file of a package from npm lies in the cache.
 *
 * @param {{ package: string, version: string, integrity: string, binary: string, whole?: boolean }} wanted `whole`:
 * the rest of the package is needed, too
 * @param {(text: string) => void} report
 * @returns {Promise<string>} the path of the file
 */
export async function fetchFromNpm(wanted, report) {
  const spec = `${wanted.package}@${wanted.version}`
  const folder = join(cache, spec.replaceAll('/', '+'))
  const path = join(folder, 'package', wanted.binary)
  if (existsSync(path)) return path
  report(`fetching ${spec} ...`)
  const aside = `${folder}.${process.pid}`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { recursive: true })
  try {
    const tarball = await pack(spec, aside)
    const integrity = await integrityOf(tarball)
    if (integrity !== wanted.integrity)
      throw new Error(
        `${spec} is not what was pinned: its integrity is ${integrity}, not ${wanted.integrity}`,
      )
    // A whole Node has thousands of headers and an npm of its own; only the program is wanted.
    await run('tar', ['-xzf', tarball, '-C', aside, wanted.whole ? 'package' : `package/${wanted.binary}`])
    rmSync(tarball)
    rmSync(folder, { recursive: true, force: true })
    renameSync(aside, folder)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
  report(`fetched ${spec}`)
  return path
}

async function pack(spec, directory) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', directory, spec]
  const { stdout } = await run('npm', args, { cwd: directory, maxBuffer: 64 * 1024 * 1024 }).catch(error => {
    throw new Error(`npm cannot fetch ${spec}: ${error.stderr || error.message}`)
  })
  const [packed] = Object.values(JSON.parse(stdout))
  return join(directory, packed.filename)
}

async function integrityOf(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}
