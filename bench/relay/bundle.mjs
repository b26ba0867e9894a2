import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** What pages run, as a bundler makes it for users: in production, minified. @returns {Promise<string>} */
export async function bundlePage() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page/main.mjs', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    minify: true,
    // What a store brings along for Electron is not there for pages, as it should be.
    logOverride: { 'ignored-bare-import': 'silent' },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('The page could not be bundled')
  return file.text
}
