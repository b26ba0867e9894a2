// @vitest-environment node
import { expect, test } from 'vitest'
import { newScope, start } from './programs.js'

interface Shown {
  pids: string[]
  complaints: string[]
}

test('who joins is on the page at once; who is killed leaves it with the next commit', async () => {
  const scope = newScope()
  const page = await start('who', scope)
  expect(await page.ask('mount', 'mapped')).toEqual([`${page.pid}`])
  const other = await start('who', scope)
  const both = await page.ask<Shown>('shows', 2)
  expect(new Set(both.pids)).toEqual(new Set([`${page.pid}`, `${other.pid}`]))
  await other.kill()
  await page.ask('commit')
  expect(await page.ask('shows', 1)).toEqual({ pids: [`${page.pid}`], complaints: [] })
})

test('behind a relay both are seen with the next commit', async () => {
  const scope = newScope()
  const page = await start('who', scope)
  expect(
    await page.ask('mount', 'relayed'),
    'the page, which has no process there, and who serves it',
  ).toEqual(['0', `${page.pid}`])
  const other = await start('who', scope)
  await page.ask('commit')
  expect((await page.ask<Shown>('shows', 3)).pids).toContain(`${other.pid}`)
  await other.kill()
  await page.ask('commit')
  expect(await page.ask('shows', 2)).toEqual({ pids: ['0', `${page.pid}`], complaints: [] })
})
