// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const directory = fileURLToPath(new URL('..', import.meta.url))

test.for(['esm', 'cjs'])(
  'the built %s entry is a client module for frameworks with server components',
  async format => {
    const [directives] = (await readFile(`${directory}dist/${format}/index.js`, 'utf8')).split(/\n(?!"use)/)
    expect(directives?.split('\n')).toContain('"use client";')
  },
)

test('a page that bundles the hooks bundles nothing of core, native parts least of all', async () => {
  const { metafile } = await build({
    absWorkingDir: directory,
    stdin: { contents: `export * from '@lockstep/react'`, resolveDir: directory },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    external: ['react'],
  })
  const files = Object.keys(metafile.inputs).filter(file => !file.includes('/use-sync-external-store/'))
  expect(files).toEqual(['dist/esm/index.js', '<stdin>'])
})
