import { join } from 'node:path'
import { build } from 'esbuild'

const PAGES = join(import.meta.dirname, '../pages')

/** How pages are bundled: vitest, which runs in Node, is replaced in the suites that they share with it. */
export const forPages = {
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  alias: { vitest: join(PAGES, 'suite/vitest.ts') },
  define: { 'process.env.NODE_ENV': '"test"' },
  logLevel: 'silent',
} as const

/** The tests of the suite that `pages/conformance.ts` runs, for vitest to list. */
export async function suiteNames(): Promise<readonly string[]> {
  const { outputFiles } = await build({
    ...forPages,
    stdin: {
      contents: `
        import { storeConformance } from '../../conformance/stores.js'
        import { names } from './suite/vitest.js'
        storeConformance('', () => {})
        export const all = names().map(name => name.slice(name.indexOf(' > ') + 3))`,
      resolveDir: PAGES,
      loader: 'ts',
    },
  })
  const { text } = outputFiles[0]!
  const { all } = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)
  return all
}
