// Drives the app in Electron itself, where its binary is: see smoke.ts. `electron` is not imported to find it, because that
// would download it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

function electronBinary() {
  const folder = dirname(require.resolve('electron/package.json'))
  const { ELECTRON_OVERRIDE_DIST_PATH: elsewhere } = process.env
  const names = join(folder, 'path.txt')
  const name = existsSync(names) ? readFileSync(names, 'utf8') : 'electron'
  const binary = join(elsewhere ?? join(folder, 'dist'), name)
  return existsSync(binary) ? binary : undefined
}

const binary = electronBinary()
if (binary === undefined) {
  console.log(
    "Nothing was tried, because Electron's binary is not here: download it with `npx install-electron`, then run this again.",
  )
  process.exit(0)
}

const root = join(import.meta.dirname, '../..')
const { status } = spawnSync(
  process.execPath,
  [
    join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs'),
    'run',
    '--config',
    'vitest.smoke.config.ts',
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TODO_ELECTRON: binary } },
)
process.exit(status ?? 1)
