import { expect, test } from 'vitest'
import { createWorld } from './harness/world.js'

test.each([
  ['finishes', 'finish', { code: 0 }],
  ['calls process.exit', 'exit', { code: 0 }],
  ['throws what nobody catches', 'throw', { code: 1 }],
])('a process that %s, and was the last, leaves nothing behind', async (_what, way, ending) => {
  const world = createWorld()
  const last = await world.start('listener')
  await last.ask('open')
  await last.ask('set', 1)
  expect(world.files()).not.toEqual([])
  last.ask('end', way).catch(() => {})
  expect(await last.ended).toMatchObject(ending)
  expect(world.files()).toEqual([])
})

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'the last process ends by %s: the next one begins afresh, and who opens any store removes what was left',
  async signal => {
    const world = createWorld()
    const [last, killed] = await Promise.all([world.start('listener'), world.start('listener')])
    for (const program of [last, killed]) {
      await program.ask('open')
      await program.ask('set', 1)
      program.signal(signal)
      expect(await program.ended).toMatchObject({ signal })
    }
    const left = world.files()
    expect(left).not.toEqual([])

    const other = await world.start('counter')
    expect(world.files().filter(file => left.includes(file))).toEqual([])
    await other.leave()
    const next = await world.start('listener')
    expect(await next.ask('open')).toEqual({ state: { n: 0 }, version: 0 })
  },
)

test('a writer is killed while others live: who joins later finds the complete state', async () => {
  const world = createWorld()
  const [witness, writer] = await Promise.all([world.start('listener'), world.start('listener')])
  await Promise.all([witness.ask('open'), writer.ask('open')])
  await writer.ask('set', 1)
  await witness.ask('set', 2)
  await writer.ask('set', 3)
  await writer.kill()
  const late = await world.start('listener')
  expect(await late.ask('open')).toEqual({ state: { n: 3 }, version: 3 })
  expect(await witness.ask('see')).toEqual({ n: 3 })
  await late.ask('set', 4)
  expect(await witness.ask('see')).toEqual({ n: 4 })
})
