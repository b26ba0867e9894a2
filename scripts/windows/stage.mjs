// A copy of the repository as it would lie on a Windows machine: the same sources and builds, the addon and the npm
// packages for Windows. It is not the repository itself, because both systems' files have the same places there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, root, stage } from './folders.mjs'

const left = new Set(['node_modules', 'build', '.results', '.turbo', 'prebuilds'])
const tools = ['@biomejs/biome', 'turbo']

/**
 * @param {(text: string) => void} report
 * @param {string} [binaries] the folder of the addon and the tests' tool
 */
export function makeStage(report, binaries = build) {
  mkdirSync(stage, { recursive: true })
  const { workspaces, ...manifest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const folders = workspaces.flatMap(pattern =>
    pattern.endsWith('/*')
      ? readdirSync(join(root, pattern.slice(0, -2))).map(name => join(pattern.slice(0, -2), name))
      : [pattern],
  )
  for (const folder of folders) {
    for (const name of existsSync(join(stage, folder)) ? readdirSync(join(stage, folder)) : [])
      if (name !== 'node_modules') rmSync(join(stage, folder, name), { recursive: true })
    if (!existsSync(join(root, folder, 'package.json'))) continue
    cpSync(join(root, folder), join(stage, folder), {
      recursive: true,
      filter: source => !left.has(basename(source)),
    })
  }
  for (const name of ['tsconfig.json', 'package-lock.json']) cpSync(join(root, name), join(stage, name))
  // What tests of core read of the documents.
  cpSync(join(root, 'docs', 'electron.md'), join(stage, 'docs', 'electron.md'))
  for (const tool of tools) delete manifest.devDependencies[tool]
  writeFileSync(join(stage, 'package.json'), JSON.stringify({ ...manifest, workspaces }))
  install(report)
  const release = join(stage, 'native', 'build', 'Release')
  mkdirSync(release, { recursive: true })
  cpSync(join(binaries, 'lockstep.node'), join(release, 'lockstep.node'))
  cpSync(join(binaries, 'test_tool.node'), join(stage, 'test_tool.node'))
}

/** The locked versions, with the parts of theirs that are for Windows. */
function install(report) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = join(
    stage,
    'node_modules',
    `lock-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`,
  )
  if (existsSync(stamp)) return
  report('installing npm packages for Windows ...')
  rmSync(join(stage, 'node_modules'), { recursive: true, force: true })
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['install', '--os=win32', '--cpu=x64', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
    { cwd: stage, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`npm cannot install the packages for Windows:\n${stdout}${stderr}`)
  writeFileSync(stamp, '')
}
