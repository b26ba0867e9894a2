import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, inject, test } from 'vitest'
import { pageEntries } from './entries.js'

/** Bundles code of the consumer's as for a page. */
async function bundleForPages(code: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: inject('consumer'), sourcefile: 'page.js' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'page',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  return { text: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) }
}

/** What the bundle exports, where there is nothing of Node and little of a page. */
function load<Exports>(text: string): Exports {
  const globals = { TextEncoder, TextDecoder, crypto, setTimeout, console, performance }
  return runInNewContext(`${text}\npage`, globals) as Exports
}

test("core's root in a page imports, and opening a shared store throws one sentence that names what to use", async () => {
  const { text, inputs } = await bundleForPages(`
    import { createStore, createMemoryStore, defineStore, isLockstepError, openStore } from '@lockstep/core'
    const definition = defineStore({ name: 'page.root', initialState: { n: 1 } })
    export const fromMemory = createMemoryStore(definition).getState().n
    export const refusal = catching(() => createStore(definition))
    export const refusedToWait = openStore(definition).catch(error => error.message)
    function catching(work) {
      try { work() } catch (error) { return isLockstepError(error, 'LOCKSTEP_NATIVE') && error.message }
    }
  `)
  expect(inputs.filter(input => input.includes(join('@lockstep', 'native')))).toEqual([])
  const { fromMemory, refusal, refusedToWait } =
    load<Record<'fromMemory' | 'refusal' | 'refusedToWait', unknown>>(text)
  expect(fromMemory).toBe(1)
  expect(refusal).toMatch(
    /^createStore maps shared memory, .*createMemoryStore from "@lockstep\/core\/memory".*$/,
  )
  expect(await refusedToWait).toMatch(/^openStore maps shared memory/)
})

test.for(pageEntries())(
  '$specifier in a page brings nothing of Node and nothing of native, and no code that pages may forbid',
  async ({ specifier }) => {
    const { text, inputs } = await bundleForPages(`export * from '${specifier}'`)
    expect(inputs.filter(input => input.includes(join('@lockstep', 'native')))).toEqual([])
    expect(text).not.toMatch(/["']node:|\brequire\(|\beval\(|new Function\b/)
    expect(Object.keys(load<object>(text))).not.toEqual([])
  },
)

test('memory stores in a page bring nothing of Node and nothing of native', async () => {
  const { text, inputs } = await bundleForPages(`
    import { createMemoryStore } from '@lockstep/core/memory'
    export const n = createMemoryStore({ name: 'page.memory', initialState: { n: 1 } }).getState().n
  `)
  expect(inputs.filter(input => input.includes(join('@lockstep', 'native')))).toEqual([])
  expect(text).not.toMatch(/["']node:|\brequire\(/)
  expect(load<{ n: unknown }>(text).n).toBe(1)
})

test('the hooks in a page bring no code of core, and so no second copy of it', async () => {
  const { text, inputs } = await bundleForPages(`export { useStore } from '@lockstep/react'`)
  expect(inputs.filter(input => /@lockstep.(core|native)/.test(input))).toEqual([])
  expect(text).not.toMatch(/["']node:|\brequire\(/)
  expect(load<{ useStore: unknown }>(text).useStore).toBeTypeOf('function')
})
