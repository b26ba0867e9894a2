import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { codeBlocks } from './code-blocks.js'
import { consumerPrograms } from './programs.js'

const readme = codeBlocks('README.md')

function program(name: string, format: string): string {
  const code = readme.get(`${name}.mjs`)!
  if (format === 'mjs') return code
  return code.replace(/^import (\{.*\}) from ('.*')$/gm, 'const $1 = require($2)')
}

test.for([
  { watch: 'mjs', count: 'mjs' },
  { watch: 'cjs', count: 'cjs' },
  { watch: 'mjs', count: 'cjs' },
])("the README's two processes share a state: watch.$watch, count.$count", async ({ watch, count }) => {
  const start = consumerPrograms()
  const watching = start(`watch-${watch}-${count}.${watch}`, program('watch', watch))
  const seen = watching.printed('n is ')
  const counting = start(`count-${watch}-${count}.${count}`, program('count', count))
  await Promise.race([seen, counting.output()])
  expect(await seen).toMatch(/^n is [1-9]/)
})

test('a program that imports and requires the package has one attachment, and knows the errors of both', async () => {
  const code = `
    import { createRequire } from 'node:module'
    import * as imported from '@lockstep/core'
    const required = createRequire(import.meta.url)('@lockstep/core')
    const definition = { name: 'consumer.twice', initialState: { n: 0 } }
    const one = imported.createStore(definition)
    const other = required.createStore(definition)
    other.update(draft => { draft.n += 1 })
    const thrown = attempt(() => required.createStore({ name: '' }))
    console.log(JSON.stringify({
      peers: one.peers().length,
      sameState: one.getState() === other.getState(),
      n: one.getSnapshot().n,
      known: imported.isLockstepError(thrown, 'LOCKSTEP_NAME'),
      instance: thrown instanceof imported.LockstepError,
    }))
    function attempt(work) { try { work() } catch (error) { return error } }
  `
  const output = await consumerPrograms()('twice.mjs', code).output()
  expect(JSON.parse(output)).toEqual({ peers: 1, sameState: true, n: 1, known: true, instance: false })
})

test('without its addon the package imports, memory stores work, and createStore says what is missing', async () => {
  const folder = join(inject('consumer'), 'without-addon')
  const packages = join(folder, 'node_modules', '@lockstep')
  cpSync(join(inject('consumer'), 'node_modules', '@lockstep'), packages, { recursive: true })
  rmSync(join(packages, 'native', 'prebuilds'), { recursive: true })

  const code = `
    import { createMemoryStore, createStore, isLockstepError } from '@lockstep/core'
    const definition = { name: 'consumer.no-addon', initialState: { n: 7 } }
    console.log('memory store:', createMemoryStore(definition).getState().n)
    try { createStore(definition) } catch (error) { console.log(isLockstepError(error, 'LOCKSTEP_NATIVE'), error.message) }
  `
  const output = await consumerPrograms()(join('without-addon', 'program.mjs'), code).output()
  expect(output).toContain('memory store: 7')
  expect(output).toMatch(
    /true .*cannot be loaded on linux-.*Tried .*prebuilds.linux-.*\.node: Cannot find module.*npm run build/,
  )
})
