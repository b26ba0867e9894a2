import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/index.js'
import type { Program } from './harness/program.js'
import { windows } from './harness/windows.js'
import { createWorld, type World } from './harness/world.js'
import { joinHere } from './here.js'

function keptIn(world: World) {
  return { file: join(world.scratch, 'kept.store'), initialState: { list: [] as string[] } }
}

/** How many there are for each process: on Windows none, they are no files there. */
const BELLS = windows ? 0 : 1
const doorbells = (world: World) => readdirSync(world.scratch).filter(name => name.endsWith('.bell'))

test.each([
  ['close, then exit', { code: 0 }],
  ['process.exit', { code: 0 }],
  ['an error that nobody catches', { code: 1 }],
  ['SIGKILL', { signal: 'SIGKILL' }],
  ['SIGTERM', { signal: 'SIGTERM' }],
])('a file outlives its last process, whose end is: %s', async (way, ending) => {
  const world = createWorld()
  const definition = keptIn(world)
  for (let life = 0; life < 3; life += 1) {
    const list = ['a', 'b', 'c'].slice(0, life)
    const program = await world.start('keeper')
    expect(await program.ask('open', definition)).toEqual({ list, version: life, peers: 1 })
    expect(doorbells(world)).toHaveLength(BELLS)
    expect(await program.ask('add', 'abc'[life])).toBe(life + 1)
    if (way.startsWith('SIG')) program.signal(way as NodeJS.Signals)
    else program.ask('end', way).catch(() => {})
    expect(await program.ended).toMatchObject(ending)
  }
  const { list, version } = await (await world.start('keeper')).ask<{ list: string[]; version: number }>(
    'open',
    definition,
  )
  expect([list, version]).toEqual([['a', 'b', 'c'], 3])
  // Of the dead, the next one removed theirs.
  expect(doorbells(world)).toHaveLength(BELLS)
})

test('a file in the directory of named stores is kept, also when it is called as theirs are', async () => {
  const world = createWorld()
  mkdirSync(world.directory, { mode: 0o700 })
  const definition = { ...keptIn(world), file: join(world.directory, 'archive.seg') }
  const keeper = await world.start('keeper')
  await keeper.ask('open', definition)
  await keeper.ask('add', 'kept')
  await keeper.leave()
  // Every open sweeps.
  for (let open = 0; open < 2; open += 1) {
    const sweeper = await world.start('keeper')
    await sweeper.ask('open', { name: 'named', initialState: definition.initialState })
    await sweeper.leave()
  }
  const next = await world.start('keeper')
  expect(await next.ask('open', definition)).toMatchObject({ list: ['kept'], version: 1 })
  await next.leave()
  rmSync(definition.file)
})

test('processes and threads share a file as they share memory', async () => {
  const world = createWorld()
  const definition = keptIn(world)
  const [a, b] = (await world.startMany(2, 'keeper')) as [Program, Program]
  await Promise.all([a.ask('open', definition), b.ask('open', definition)])
  await a.ask('add', 'a')
  await b.ask('add', 'b')
  expect(await a.ask('addFromWorker', { definition, text: 'c' })).toEqual({
    list: ['a', 'b', 'c'],
    version: 3,
    peers: 2,
  })
  expect(await b.ask('look')).toMatchObject({ list: ['a', 'b', 'c'], version: 3 })
  expect(world.files()).toEqual([])
})

test('many processes that open a file in the same moment agree on who makes it, and on who recovers it', async () => {
  const world = createWorld()
  const programs = await world.startMany(6, 'keeper')
  for (let round = 0; round < 5; round += 1) {
    const definition = { ...keptIn(world), file: join(world.scratch, `crowd-${round}.store`) }
    for (const version of [0, 6]) {
      await Promise.all(programs.map(program => program.ask('open', definition)))
      await Promise.all(programs.map((program, index) => program.ask('add', `${index}`)))
      const looks = await Promise.all(programs.map(program => program.ask<{ list: string[] }>('look')))
      for (const look of looks)
        expect(look).toMatchObject({ version: version + 6, peers: 6, list: looks[0]!.list })
    }
  }
})

test('openStore waits until another process has made the file', async () => {
  const world = createWorld()
  joinHere(world)
  const { file, initialState } = keptIn(world)
  const waiting = openStore<{ list: string[] }>({ file })
  const maker = await world.start('keeper')
  await maker.ask('open', { file, initialState })
  await maker.ask('add', 'a')
  const store = await waiting
  expect(store.getState()).toEqual({ list: ['a'] })
  store.close()
})

test('a file takes the disk only what its state needs', async () => {
  const world = createWorld()
  const definition = keptIn(world)
  const keeper = await world.start('keeper')
  await keeper.ask('open', definition)
  const { size, blocks } = statSync(definition.file)
  expect(size).toBeGreaterThan(2 * 128 * 1024 * 1024)
  expect(blocks * 512).toBeLessThan(1024 * 1024)
})
