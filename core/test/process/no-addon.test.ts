import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { windows } from './harness/windows.js'
import { createWorld, type World } from './harness/world.js'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

interface Report {
  readonly imported: readonly string[]
  readonly memory: unknown
  readonly errors: readonly {
    readonly name: string
    readonly code: string
    readonly message: string
    readonly known: boolean
  }[]
}

const useIt = `
  const report = { imported: Object.keys(lockstep), errors: [] }
  const definition = { name: 'without-addon', initialState: { n: 1 } }
  lockstep.defineStore(definition)
  report.memory = lockstep.createMemoryStore(definition).getState()
  const ways = [lockstep.createStore, lockstep.createStore, lockstep.openStore]
  Promise.allSettled(ways.map(async way => way(definition))).then(results => {
    for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
      const { name, code, message } = reason
      report.errors.push({ name, code, message, known: lockstep.isLockstepError(reason, 'LOCKSTEP_NATIVE') })
    }
    console.log(JSON.stringify(report))
  })
`
const programs = {
  'program.mjs': `import * as lockstep from '@lockstep/core'\n${useIt}`,
  'program.cjs': `const lockstep = require('@lockstep/core')\n${useIt}`,
}

/** An application as it is where the addon was not built, or was lost on the way by a bundler. */
function installWithoutAddon({ scratch }: World): string {
  const modules = join(scratch, 'node_modules')
  for (const name of ['core', 'native']) {
    const from = packageRoot(`@lockstep/${name}/package.json`)
    const to = join(modules, '@lockstep', name)
    for (const part of ['package.json', 'dist']) cpSync(join(from, part), join(to, part), { recursive: true })
  }
  // Not a link: on Windows that is a right of its own.
  cpSync(packageRoot('immer/package.json'), join(modules, 'immer'), { recursive: true })
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(scratch, name), text)
  return join(modules, '@lockstep/native')
}

/** How the package calls the binary for this system. */
const { glibcVersionRuntime } = (process.report.getReport() as { header: { glibcVersionRuntime?: string } })
  .header
const musl = process.platform === 'linux' && glibcVersionRuntime === undefined
const binary = `${process.platform}-${process.arch}${musl ? '-musl' : ''}.node`

function packageRoot(manifest: string): string {
  return realpathSync(dirname(require.resolve(manifest)))
}

async function reports(world: World): Promise<Report[]> {
  const env = { ...process.env, LOCKSTEP_DIR: world.directory }
  const runs = Object.keys(programs).map(name => run(process.execPath, [name], { cwd: world.scratch, env }))
  return (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout) as Report)
}

it('imports without the addon, works in memory, and says what is missing as soon as it is needed', async () => {
  const world = createWorld()
  const native = installWithoutAddon(world)
  for (const { imported, memory, errors } of await reports(world)) {
    expect(imported).toContain('createStore')
    expect(memory).toEqual({ n: 1 })
    for (const { name, code, message, known } of errors) {
      expect([name, code, known]).toEqual(['LockstepError', 'LOCKSTEP_NATIVE', true])
      expect(message).toContain(
        `${process.platform}-${process.arch}${windows ? '' : musl ? ' (musl)' : ' (glibc)'}`,
      )
      expect(message).toContain(join(native, 'prebuilds', binary))
      expect(message).toMatch(
        /cannot be loaded on .*Tried .*: .*(Cannot find module|no such file).*npm run build.*cmake/s,
      )
    }
    expect(errors).toHaveLength(3)
  }
  expect(world.files()).toEqual([])
})

it('says why an addon that is there cannot be loaded', async () => {
  const world = createWorld()
  const native = installWithoutAddon(world)
  mkdirSync(join(native, 'build/Release'), { recursive: true })
  writeFileSync(join(native, 'build/Release/lockstep.node'), 'git-lfs pointer')
  for (const { errors } of await reports(world)) {
    for (const { code, message } of errors) {
      expect(code).toBe('LOCKSTEP_NATIVE')
      expect(message).toMatch(
        /lockstep\.node: .*(file too short|invalid ELF header|not a valid Win32|Bad EXE|bad format)/i,
      )
    }
    expect(errors).toHaveLength(3)
  }
})

it('takes the binary that lies unpacked beside an Electron archive', async () => {
  const world = createWorld()
  const application = join(world.scratch, 'app.asar')
  const native = installWithoutAddon({ ...world, scratch: application })
  const unpacked = join(native.replace('app.asar', 'app.asar.unpacked'), 'prebuilds')
  mkdirSync(unpacked, { recursive: true })
  const local = join(packageRoot('@lockstep/native/package.json'), 'build/Release/lockstep.node')
  cpSync(local, join(unpacked, binary))
  for (const { memory, errors } of await reports({ ...world, scratch: application })) {
    expect(memory).toEqual({ n: 1 })
    expect(errors).toEqual([])
  }
})
