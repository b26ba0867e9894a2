import { describe, expect, it } from 'vitest'
import type { Program } from './harness/program.js'
import { createWorld } from './harness/world.js'

interface Got {
  readonly state: string
  readonly snapshot: string
  readonly patches: readonly string[]
}

/** Small, so that one commit of more than half of it travels as a snapshot. */
const LOG_BYTES = 64 * 1024

async function awaitVersion(program: Program, version: number): Promise<void> {
  while ((await program.event<number>('version')) < version);
}

describe('a value of every kind', () => {
  it('is in every process what it was to its maker: in getState, getSnapshot and the patches of onCommit', async () => {
    const world = createWorld()
    const [writer, reader] = (await world.startMany(2, 'values')) as [Program, Program]
    await writer.ask('open', {})
    await reader.ask('open', {})

    const given: Record<string, Got> = {}
    const read: Record<string, Got> = {}
    const own: Record<string, Got> = {}
    for (const name of await writer.ask<string[]>('names')) {
      const { version, description } = await writer.ask<{ version: number; description: string }>('put', name)
      await awaitVersion(reader, version)
      given[name] = { state: description, snapshot: description, patches: [description] }
      read[name] = await reader.ask<Got>('got', { name, version })
      own[name] = await writer.ask<Got>('got', { name, version })
    }
    expect(Object.keys(read).length).toBeGreaterThan(50)
    expect(read).toEqual(given)
    expect(own).toEqual(given)
  })

  it('reaches who joins late, or was left behind, through the snapshot', async () => {
    const world = createWorld()
    const [writer, reader, joiner] = (await world.startMany(3, 'values')) as [Program, Program, Program]
    await writer.ask('open', { logBytes: LOG_BYTES })
    await reader.ask('open', {})
    const given = await writer.ask('putAll', LOG_BYTES)

    // The log does not hold this commit: there is no other way to it than the snapshot.
    expect(await reader.event('reset')).toBe(1)
    await joiner.ask('open', {})
    expect(await reader.ask('gotAll')).toEqual(given)
    expect(await joiner.ask('gotAll')).toEqual(given)
  })

  it('can be part of the initial state', async () => {
    const world = createWorld()
    const [creator, joiner] = (await world.startMany(2, 'values')) as [Program, Program]
    const given = await creator.ask('open', { whole: true })
    await joiner.ask('open', {})
    expect(await joiner.ask('gotAll')).toEqual(given)
    expect(await creator.ask('gotAll')).toEqual(given)
  })
})
