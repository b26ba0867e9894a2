import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

/** A tarball as `npm pack` describes it. */
export interface Packed {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

declare module 'vitest' {
  interface ProvidedContext {
    /** A project outside of the repository that has nothing but the packed packages and what they depend on. */
    consumer: string
    /** All that its programs and its installation find on their PATH: Node and a shell, no compiler. */
    path: string
    packed: readonly Packed[]
  }
}

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
/** What the consumer's own code needs to be run and checked, beside what ours depend on. */
const ALSO = ['@types/react', '@types/node']

/** Packs the three packages as they would be published and installs them, once for all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-packages-'))
  const remove = () => rm(directory, { recursive: true })
  try {
    const all = await pack(directory)
    const path = await bareTools(directory)
    project.provide('path', path)
    project.provide('consumer', await install(directory, all, path))
    project.provide(
      'packed',
      all.filter(({ name }) => name.startsWith('@lockstep/')),
    )
  } catch (error) {
    await remove()
    throw error
  }
  return remove
}

/** What others publish is packed from the repository's own `node_modules`, so that no registry is needed. */
async function pack(directory: string): Promise<Packed[]> {
  const { stdout } = await run(process.execPath, [join(root, 'scripts/pack.mjs'), directory, ...ALSO], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(stdout)
}

async function bareTools(directory: string): Promise<string> {
  const path = join(directory, 'bin')
  await mkdir(path)
  await symlink(process.execPath, join(path, 'node'))
  await symlink('/bin/sh', join(path, 'sh'))
  const { stdout: npm } = await run('sh', ['-c', 'command -v npm'])
  await symlink(await realpath(npm.trim()), join(path, 'npm'))
  return path
}

async function install(directory: string, packed: readonly Packed[], path: string): Promise<string> {
  const consumer = join(directory, 'consumer')
  await mkdir(consumer)
  const dependencies = Object.fromEntries(packed.map(({ name, filename }) => [name, `file:../${filename}`]))
  await writeFile(
    join(consumer, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, dependencies }),
  )
  await run(
    'npm',
    ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
    { cwd: consumer, env: { ...process.env, PATH: path } },
  )
  for (const entry of await readdir(join(consumer, 'node_modules', '@lockstep'), { withFileTypes: true }))
    if (!entry.isDirectory()) throw new Error(`@lockstep/${entry.name} was linked instead of installed`)
  return consumer
}
