import { expect, it } from 'vitest'
import { filesOf } from './harness/place.js'
import type { Program } from './harness/program.js'
import { within } from './harness/within.js'
import { createWorld, type World } from './harness/world.js'

const definition = { name: 'lifetime', initialState: { n: 0 } }

function live(world: World, life: string): Promise<Program> {
  return world.start('lifetime', { args: [life] })
}

async function expectEnd(program: Program, code: number): Promise<string> {
  const { stderr, ...end } = await within(program.ended, 'the process to end by itself')
  expect(end).toEqual({ code, signal: null })
  return stderr
}

/** Another process that has the store open, and its FIFO and the segment. */
async function startHolder(world: World): Promise<Program> {
  const holder = await world.start('holder')
  await holder.ask('open', definition)
  return holder
}

it('lets a process end by itself that has a store open and nobody subscribed', async () => {
  const world = createWorld()
  const lives = [
    'has it open',
    'opened it 500 times',
    'has committed',
    'waits for its end only',
    'subscribed and unsubscribed',
    'subscribed and said unref',
    'subscribed and closed',
  ]
  for (const program of await Promise.all(lives.map(life => live(world, life))))
    expect(await expectEnd(program, 0)).toBe('')
  expect(world.files()).toEqual([])
})

it('keeps a process alive that subscribed, until it stops', async () => {
  const world = createWorld()
  const holder = await startHolder(world)
  const lives = [
    'subscribed',
    'subscribed to commits',
    'subscribed, to unref later',
    'subscribed, to close later',
    'said ref',
  ]
  const programs = await Promise.all(lives.map(life => live(world, life)))

  // It started after them and has ended already: they are not only slow to end.
  await expectEnd(await live(world, 'has it open'), 0)
  await holder.ask('set', { n: 5 })
  for (const program of programs.slice(0, -1)) expect(await program.event('n')).toBe(5)
  for (const program of programs) expect(await program.ask('look')).toEqual({ n: 5, peers: 6 })

  for (const program of programs) await program.ask('stop')
  for (const program of programs) expect(await expectEnd(program, 0)).toBe('')
  expect(await holder.ask('look')).toMatchObject({ peers: 1 })
  expect(world.files()).toHaveLength(filesOf(1))
})

it('leaves nothing behind where process.exit is called in a listener or in a recipe', async () => {
  const world = createWorld()
  const holder = await startHolder(world)
  const listening = await live(world, 'ends within a listener')
  await holder.ask('set', { n: 1 })
  await expectEnd(listening, 7)

  // The recipe never returned: nothing was committed. The listener heard of a commit that everybody has.
  await expectEnd(await live(world, 'ends within a recipe'), 7)
  expect(await holder.ask('look')).toMatchObject({ state: { n: 1 }, version: 1, peers: 1 })
  await expectEnd(await live(world, 'ends within a listener of its own commit'), 7)
  expect(await holder.ask('look')).toMatchObject({ state: { n: -1 }, version: 2, peers: 1 })
  expect(world.files()).toHaveLength(filesOf(1))
})

it('reports what a listener throws as uncaught: the process ends, or catches it and goes on', async () => {
  const world = createWorld()
  const holder = await startHolder(world)
  const ending = await live(world, 'throws in a listener')
  const catching = await live(world, 'throws in a listener and catches what is uncaught')
  await holder.ask('set', { n: 1 })

  expect(await expectEnd(ending, 1)).toContain('a listener failed')
  expect(await catching.event('uncaught')).toBe('a listener failed')
  expect(await catching.event('n')).toBe(1)
  await holder.ask('set', { n: 2 })
  expect(await catching.event('uncaught')).toBe('a listener failed')
  expect(await catching.event('n')).toBe(2)
  expect(await holder.ask('look')).toMatchObject({ version: 2, peers: 2 })
  expect(world.files()).toHaveLength(filesOf(2))
})
