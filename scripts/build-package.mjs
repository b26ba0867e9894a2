// Builds one package twice, as ES modules and as CommonJS, with one set of declarations copied beside each:
// declarations say nothing about the format, the nearest package.json does.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

/**
 * CommonJS has no import.meta.url: what a module needs it for (finding its own files) goes through this name. A module
 * that must know which of the two it is has COMMONJS.
 */
const commonJsUrl = {
  define: { 'import.meta.url': 'moduleUrl', COMMONJS: 'true' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
}

/**
 * @param {object} options
 * @param {string} options.directory the package's folder
 * @param {string[]} options.entries source files, relative to the folder
 * @param {string[]} [options.commonJsOnly] more of them, that nobody could load as ES modules
 * @param {string[]} options.external module names to leave as imports
 * @param {'node' | 'neutral'} [options.platform]
 */
export async function buildPackage({
  directory,
  entries,
  commonJsOnly = [],
  external,
  platform = 'neutral',
}) {
  // Built aside and swapped in: a build that fails, or is under way, leaves the last good one in place.
  const aside = join(directory, 'dist.next')
  rmSync(aside, { recursive: true, force: true })
  rmSync(join(directory, 'tsconfig.tsbuildinfo'), { force: true })

  const types = spawnSync(process.execPath, [tsc, '-p', directory, '--outDir', join(aside, 'esm')], {
    stdio: 'inherit',
  })
  if (types.status !== 0) process.exit(types.status ?? 1)

  const common = {
    absWorkingDir: directory,
    bundle: true,
    platform,
    mainFields: ['module', 'main'],
    target: 'es2022',
    external,
    sourcemap: true,
    logLevel: 'warning',
    legalComments: 'inline',
    define: { COMMONJS: 'false' },
  }
  await build({ ...common, entryPoints: entries, format: 'esm', outdir: join(aside, 'esm'), splitting: true })
  const cjs = platform === 'node' ? commonJsUrl : {}
  const entryPoints = [...entries, ...commonJsOnly]
  await build({ ...common, ...cjs, entryPoints, format: 'cjs', outdir: join(aside, 'cjs') })

  copyDeclarations(join(aside, 'esm'), join(aside, 'cjs'))
  writeFileSync(join(aside, 'cjs', 'package.json'), '{ "type": "commonjs" }\n')
  rmSync(join(directory, 'dist'), { recursive: true, force: true })
  renameSync(aside, join(directory, 'dist'))
}

function copyDeclarations(from, to) {
  for (const entry of readdirSync(from, { recursive: true })) {
    if (!entry.endsWith('.d.ts')) continue
    mkdirSync(dirname(join(to, entry)), { recursive: true })
    copyFileSync(join(from, entry), join(to, entry))
  }
}
