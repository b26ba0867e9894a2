// An empty project with nothing but the packed packages in it, as a user would install them.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const packing = join(import.meta.dirname, '..', 'pack.mjs')

/**
 * Packs the packages and installs them with install scripts off.
 *
 * @returns {Promise<string>} the project's folder, with the matrix's programs in `programs/`; the caller removes it
 */
export async function makeConsumer() {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-matrix-'))
  // What the hooks are rendered with on a server.
  const { stdout } = await run(process.execPath, [packing, directory, 'react-dom'], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const packed = JSON.parse(stdout)

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
