// Bundles the server and the load for Node, and the page for browsers. Packages stay imports in the programs (the
// store's addon is loaded from its own folder) and are bundled into the page.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const source = join(import.meta.dirname, 'src')
const dist = join(import.meta.dirname, 'dist')
const common = { bundle: true, format: 'esm', target: 'es2022', sourcemap: true, logLevel: 'warning' }

rmSync(dist, { recursive: true, force: true })

await build({
  ...common,
  entryPoints: [join(source, 'main.ts'), join(source, 'load.ts')],
  outdir: dist,
  platform: 'node',
  packages: 'external',
})

await build({
  ...common,
  entryPoints: [join(source, 'page/page.tsx'), join(source, 'page/page.css')],
  outdir: join(dist, 'page'),
  platform: 'browser',
  jsx: 'automatic',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
})

mkdirSync(join(dist, 'page'), { recursive: true })
copyFileSync(join(source, 'page/index.html'), join(dist, 'page/index.html'))
