// @vitest-environment node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const directory = fileURLToPath(new URL('..', import.meta.url))
const { exports } = JSON.parse(readFileSync(new URL('../../core/package.json', import.meta.url), 'utf8')) as {
  exports: object
}

/** What a page loads of ours before it shows anything: minified, gzipped, without immer and React. */
const BUDGET_BYTES = 20_000

const HOOKS = `export * from '@lockstep/react'`
const PAGES: Record<string, string> = {
  './relay': `export { connectStore } from '@lockstep/core/relay'`,
  './electron/renderer': `export { connectStore } from '@lockstep/core/electron/renderer'`,
}

interface Size {
  readonly minified: number
  readonly gzipped: number
}

/** Bundles code for a page in production. */
async function sizeOf(code: string, external = ['react', 'immer']): Promise<Size> {
  const { outputFiles } = await build({
    absWorkingDir: directory,
    stdin: { contents: code, resolveDir: directory },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    external,
    write: false,
    logLevel: 'error',
  })
  const { contents } = outputFiles[0]!
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length }
}

const row = (what: string, { minified, gzipped }: Size) =>
  `${what.padEnd(44)}${String(minified).padStart(8)}${String(gzipped).padStart(8)}`

test.for(Object.keys(PAGES).filter(entry => Object.hasOwn(exports, entry)))(
  `@lockstep/core%s and @lockstep/react take less than ${BUDGET_BYTES} bytes of a page`,
  async entry => {
    const [page, hooks, both, definition, immer] = await Promise.all([
      sizeOf(PAGES[entry]!),
      sizeOf(HOOKS),
      sizeOf(`${PAGES[entry]}\n${HOOKS}`),
      sizeOf(`export { defineStore } from '@lockstep/core/memory'`),
      sizeOf(`${PAGES[entry]}\n${HOOKS}`, ['react']),
    ])
    process.stdout.write(
      `${[
        `${'bytes'.padEnd(44)}minified gzipped`,
        row(`@lockstep/core${entry.slice(1)}`, page),
        row('@lockstep/react', hooks),
        row('both', both),
        row('(defineStore alone, for a definition)', definition),
        row('(both, with immer)', immer),
      ].join('\n')}\n`,
    )
    expect(both.gzipped).toBeLessThan(BUDGET_BYTES)
  },
)
