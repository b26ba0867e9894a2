// An empty project with nothing but the packed packages in it, as a user would install them.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
const OURS = ['core', 'react']
/** What ours depend on. Packed from the repository's own `node_modules`, so that installing asks no registry. */
const THEIRS = ['immer', 'use-sync-external-store', 'react', 'react-dom', 'scheduler']

/**
 * Packs the packages and installs them with install scripts off.
 *
 * @returns {Promise<string>} the project's folder, with the matrix's programs in `programs/`; the caller removes it
 */
export async function makeConsumer() {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-matrix-'))
  const requireFrom = createRequire(join(root, 'react', 'package.json'))
  const { stdout: native } = await run(process.execPath, [
    join(root, 'scripts/native-to-pack.mjs'),
    directory,
  ])
  const folders = [
    native,
    ...OURS.map(name => join(root, name)),
    ...THEIRS.map(name => dirname(requireFrom.resolve(`${name}/package.json`))),
  ]
  const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', directory, ...folders]
  const { stdout } = await run('npm', packing, { cwd: directory, maxBuffer: 64 * 1024 * 1024 })
  const packed = Object.values(JSON.parse(stdout))

  const consumer = join(directory, 'consumer')
  mkdirSync(consumer)
  const dependencies = Object.fromEntries(packed.map(({ name, filename }) => [name, `file:../${filename}`]))
  writeFileSync(
    join(consumer, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }),
  )
  const installing = [
    'install',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
  ]
  await run('npm', installing, { cwd: consumer })
  cpSync(join(import.meta.dirname, 'programs'), join(consumer, 'programs'), { recursive: true })
  return consumer
}
