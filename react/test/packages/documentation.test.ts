import { execFile, execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { codeBlocks } from './code-blocks.js'

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const root = fileURLToPath(new URL('../../..', import.meta.url))
const results = fileURLToPath(new URL('../../.results', import.meta.url))

test('the examples of docs/testing.md pass, as a project of their own', async () => {
  // Within the repository, so that the test runner and the DOM are found.
  mkdirSync(results, { recursive: true })
  const folder = mkdtempSync(join(results, 'documentation-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const blocks = codeBlocks('docs/testing.md')
  for (const [file, code] of blocks) writeFileSync(join(folder, file), code)
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { testTimeout: 30_000 } }')
  writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "jsx": "react-jsx" } }')

  const { failed, output } = await runVitest(folder)
  expect(failed, output).toBe(false)
  for (const file of blocks.keys()) if (file.includes('.test.')) expect(output).toContain(file)
})

test('the programs of docs/files.md keep a file between them', () => {
  mkdirSync(results, { recursive: true })
  const folder = mkdtempSync(join(results, 'files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [file, code] of codeBlocks('docs/files.md')) writeFileSync(join(folder, file), code)
  const run = (file: string) =>
    execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

  expect(['notes.mjs', 'notes.mjs', 'notes.mjs'].map(run)).toEqual(['1\n', '2\n', '3\n'])
  run('backup.mjs')
  expect(['notes-2.mjs', 'notes-2.mjs'].map(run)).toEqual(['3\n', '3\n'])
  expect(() => run('notes.mjs')).toThrow('LOCKSTEP_SCHEMA')
  renameSync(join(folder, 'backup.store'), join(folder, 'notes.store'))
  expect(run('notes.mjs')).toBe('4\n')
})

test('the programs of docs/shared-memory.md meet, whichever comes first', async () => {
  mkdirSync(results, { recursive: true })
  const folder = mkdtempSync(join(results, 'shared-memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [file, code] of codeBlocks('docs/shared-memory.md')) writeFileSync(join(folder, file), code)
  const env = { ...process.env, LOCKSTEP_SCOPE: folder }
  const run = (file: string) => promisify(execFile)(process.execPath, [file], { cwd: folder, env })

  for (const order of [
    ['show.mjs', 'look.mjs'],
    ['look.mjs', 'show.mjs'],
  ]) {
    const ends = await Promise.all(order.map(run))
    expect(ends[order.indexOf('look.mjs')]?.stdout).toBe('Untitled 1a2b3c4d5e6f7081 false\n')
  }
})

const documents = ['', 'docs', 'native', 'core', 'react', 'bench', ...foldersIn('examples')].flatMap(folder =>
  readdirSync(join(root, folder))
    .filter(file => file.endsWith('.md'))
    .map(file => join(folder, file)),
)

/** What commands make, and not git. */
const MADE = /\/(build|dist|prebuilds)(\/|$)/

test.for(documents)('every file that %s links to or names is there', document => {
  const text = readFileSync(join(root, document), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) =>
    join(dirname(document), link!),
  )
  const named = [...text.matchAll(/`((?:native|core|react|examples|bench|docs|scripts)\/[\w./-]+)`/g)].map(
    ([, path]) => path!,
  )
  expect([...links, ...named].filter(path => !MADE.test(path) && !existsSync(join(root, path)))).toEqual([])
})

function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder)).map(name => join(folder, name))
}

function runVitest(folder: string): Promise<{ failed: boolean; output: string }> {
  const { VITEST: _, VITEST_POOL_ID: __, VITEST_WORKER_ID: ___, ...env } = process.env
  return new Promise(resolve => {
    execFile(process.execPath, [vitest, 'run'], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, output: stdout + stderr }),
    )
  })
}
