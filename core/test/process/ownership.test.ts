import { expect, it } from 'vitest'
import type { Program } from './harness/program.js'
import { createWorld } from './harness/world.js'

it('keeps what was committed as it was, whatever the caller does to its own value afterwards, without checks', async () => {
  const world = createWorld()
  const [writer, reader] = (await world.startMany(2, 'owner')) as [Program, Program]
  await writer.ask('open')
  await reader.ask('open')

  for (const way of await writer.ask<string[]>('ways')) {
    const { description, version } = await writer.ask<{ description: string; version: number }>('commit', way)
    const read = { way, version, description }
    expect(await reader.ask('look')).toMatchObject(read)

    await writer.ask('mutate')
    expect(await writer.ask('look')).toMatchObject(read)
    expect(await reader.ask('look')).toMatchObject(read)

    // The next commit, of something else, does not let the change in either.
    await writer.ask('touch')
    const touched = { ...read, version: version + 1 }
    expect(await writer.ask('look')).toMatchObject(touched)
    expect(await reader.ask('look')).toMatchObject(touched)
  }

  const joiner = await world.start('owner')
  await joiner.ask('open')
  expect(await joiner.ask('look')).toEqual(await writer.ask('look'))
})
