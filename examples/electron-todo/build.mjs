// Bundles what runs in Electron: main and the importer as ES modules, the preload as one CommonJS file (a sandbox has no
// `require` of files), and the pages. Only Electron itself and the store's addon stay imports.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const source = join(import.meta.dirname, 'src')
const dist = join(import.meta.dirname, 'dist')
const external = ['electron', '@lockstep/native']
const common = {
  bundle: true,
  target: 'es2022',
  sourcemap: true,
  logLevel: 'warning',
  // esbuild does not say it of installed packages: here they are links into the repository.
  logOverride: { 'ignored-bare-import': 'silent' },
  outdir: dist,
}
const node = { ...common, platform: 'node', external }

rmSync(dist, { recursive: true, force: true })
mkdirSync(join(dist, 'page'), { recursive: true })

await build({
  ...node,
  format: 'esm',
  entryPoints: ['main.ts', 'importer.ts'].map(file => join(source, file)),
})

await build({
  ...node,
  format: 'cjs',
  entryPoints: [join(source, 'preload.ts')],
  outExtension: { '.js': '.cjs' },
})

await build({
  ...common,
  format: 'esm',
  splitting: true,
  entryPoints: ['list-page.tsx', 'overview-page.tsx', 'page.css'].map(file => join(source, 'page', file)),
  outdir: join(dist, 'page'),
  platform: 'browser',
  jsx: 'automatic',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
})

for (const page of ['list.html', 'overview.html'])
  copyFileSync(join(source, 'page', page), join(dist, 'page', page))
copyFileSync(join(source, 'main/tray.png'), join(dist, 'tray.png'))
