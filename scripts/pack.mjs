// node scripts/pack.mjs <folder> [package …]: packs our packages as they are published, the named ones, and everything
// that these depend on, from the repository's own node_modules: a project installs the tarballs without any registry.
// Prints what `npm pack --json` says of them, as a list.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { nativeToPack } from './native-to-pack.mjs'

const root = join(import.meta.dirname, '..')
const [directory, ...also] = process.argv.slice(2)

const folders = new Map()
for (const name of ['native', 'core', 'react']) folders.set(`@lockstep/${name}`, join(root, name))
for (const name of also) add(name, join(root, 'react'))
// A Map goes on over what is added meanwhile.
for (const folder of folders.values()) {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifestOf(folder)
  for (const name of Object.keys({ ...dependencies, ...peerDependencies }))
    if (!peerDependenciesMeta?.[name]?.optional) add(name, folder)
}
folders.set('@lockstep/native', nativeToPack(directory))

const npm = spawnSync(
  'npm',
  ['pack', '--json', '--ignore-scripts', '--pack-destination', directory, ...folders.values()],
  { cwd: directory, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] },
)
if (npm.status !== 0) process.exit(1)
process.stdout.write(JSON.stringify(Object.values(JSON.parse(npm.stdout))))

/** Adds a package as the one in `folder` finds it. */
function add(name, folder) {
  if (folders.has(name)) return
  // Not resolved: packages of types have no entry, and others keep their package.json to themselves.
  const places = createRequire(join(folder, 'package.json')).resolve.paths(name)
  const found = places?.map(place => join(place, name)).find(path => existsSync(join(path, 'package.json')))
  if (!found) throw new Error(`${name}, which ${folder} needs, is not installed: run npm install.`)
  folders.set(name, found)
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
