import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, inject, onTestFinished, test } from 'vitest'

const native = fileURLToPath(new URL('../../../native', import.meta.url))

const EVERY = [/^package\.json$/, /^README\.md$/, /^LICENSE$/, /^dist\/(esm|cjs)\/[\w/.-]+\.(js|d\.ts)$/]
const MAPS = /^dist\/(esm|cjs)\/[\w.-]+\.js\.map$/
const packages = [
  { name: 'native', also: [/^prebuilds\/(linux|darwin|win32)-(x64|arm64)(-musl)?\.node$/] },
  { name: 'core', also: [] },
  { name: 'react', also: [] },
]

function filesOf(name: string): string[] {
  return inject('packed')
    .find(packed => packed.name === `@lockstep/${name}`)!
    .files.map(({ path }) => path)
}

function read(name: string, file: string): string {
  return readFileSync(join(inject('consumer'), 'node_modules', '@lockstep', name, file), 'utf8')
}

test.for(packages)(
  'the packed $name has builds, declarations, README and LICENSE, and nothing else',
  ({ name, also }) => {
    const files = filesOf(name)
    const expected = [...EVERY, MAPS, /^dist\/cjs\/package\.json$/, ...also]
    expect(files.filter(file => !expected.some(pattern => pattern.test(file)))).toEqual([])
    expect(files.filter(file => /\btest\b|\.test|tsbuildinfo/.test(file))).toEqual([])
    for (const pattern of expected)
      expect(
        files.some(file => pattern.test(file)),
        String(pattern),
      ).toBe(true)
  },
)

test.for(packages)('every file that package.json of $name names is there', ({ name }) => {
  const { main, module, types, exports, typesVersions } = JSON.parse(read(name, 'package.json'))
  const named = new Set<string>()
  const collect = (value: unknown) => {
    if (typeof value === 'string') named.add(value.replace(/^\.\//, ''))
    else Object.values(value as object).forEach(collect)
  }
  for (const value of [main, module, types, exports, typesVersions ?? {}]) collect(value)
  const files = filesOf(name)
  expect([...named].filter(file => !files.includes(file))).toEqual([])
})

test.for(packages)(
  'the source maps of $name carry their sources and name none outside of the package',
  ({ name }) => {
    for (const file of filesOf(name).filter(path => MAPS.test(path))) {
      const { sources, sourcesContent } = JSON.parse(read(name, file)) as Record<string, string[]>
      expect(sourcesContent).toHaveLength(sources!.length)
      expect(
        sources!.filter(source => !/^\.\.\/\.\.\/(src|ts)\//.test(source)),
        file,
      ).toEqual([])
    }
  },
)

test.for(packages)('the builds of $name hold no code of other packages', ({ name }) => {
  for (const file of filesOf(name).filter(path => /\.js$/.test(path)))
    expect(read(name, file), file).not.toMatch(/node_modules/)
})

test.for(packages)('installing $name runs no script', ({ name }) => {
  const { scripts = {} } = JSON.parse(read(name, 'package.json')) as { scripts?: Record<string, string> }
  expect(Object.keys(scripts).filter(script => /install|prepare/.test(script))).toEqual([])
  expect(filesOf(name)).not.toContain('binding.gyp')
})

test('packing native is refused while a binary is missing, or made from other sources', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-native-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const file of ['package.json', 'CMakeLists.txt', 'addon.cmake', 'napi-functions.mjs', 'src', 'cross'])
    cpSync(join(native, file), join(folder, file), { recursive: true })
  symlinkSync(join(native, '../node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, 'prebuilds'))
  writeFileSync(join(folder, 'prebuilds/linux-x64.node'), 'no binary')

  const { status, stderr } = spawnSync('npm', ['pack', '--ignore-scripts=false', '--dry-run'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(status).not.toBe(0)
  expect(stderr).toMatch(/cannot be packed:.*linux-x64 was made from other sources.*npm run prebuild/s)
  for (const target of ['linux-arm64-musl', 'darwin-arm64', 'darwin-x64', 'win32-x64', 'win32-arm64'])
    expect(stderr).toContain(`${target} is missing`)
})
