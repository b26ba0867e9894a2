// Files out of Debian's packages, unpacked beside the system instead of installed into it: no root is needed, and
// apt checks what it fetches against Debian's signatures.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cache } from './fetch.mjs'

const run = promisify(execFile)
/** apt holds a lock while it works: one after another. */
let turn = Promise.resolve()

/**
 * @param {readonly string[]} packages
 * @param {(text: string) => void} report
 * @returns {Promise<string>} a folder with the packages' files
 */
export function fetchFromDebian(packages, report) {
  const fetched = turn.then(() => fetchNow(packages, report))
  turn = fetched.catch(() => {})
  return fetched
}

async function fetchNow(packages, report) {
  const folder = join(cache, `debian-${packages.join('+')}`)
  if (existsSync(folder)) return folder
  report(`fetching Debian's ${packages.join(', ')} ...`)
  const aside = `${folder}.${process.pid}`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { recursive: true })
  try {
    await download(packages, aside)
    for (const name of readdirSync(aside).filter(name => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['--extract', join(aside, name), aside])
      rmSync(join(aside, name))
      report(`fetched ${decodeURIComponent(name)}`)
    }
    renameSync(aside, folder)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
  return folder
}

async function download(packages, directory) {
  const get = () => run('apt-get', ['download', '-q', ...packages], { cwd: directory })
  try {
    await get().catch(async () => {
      // A machine that never asked what there is.
      await run('apt-get', ['update', '-q'])
      await get()
    })
  } catch (error) {
    const why = error.stderr || error.message
    throw new Error(`apt-get cannot fetch ${packages.join(', ')} (Debian 12 or newer has them): ${why}`)
  }
}
