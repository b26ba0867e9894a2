import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { measured } from './harness/measured.js'
import type { Program } from './harness/program.js'
import { seededRandom } from './harness/random.js'
import { createSpares } from './harness/spares.js'
import { spin } from './harness/spin.js'
import { createWorld } from './harness/world.js'

interface Look {
  readonly state: { lines?: string[]; notes?: { text: string }[]; title?: string }
  readonly version: number
  readonly closed: boolean
}

/** Longer than it takes to commit a migration. */
const MOST_MICROSECONDS = 4_000

const refused = { code: 'LOCKSTEP_SCHEMA' }
const notes = (...texts: string[]) => texts.map(text => ({ text }))
const open = (program: Program, file: string, schema: number, gate?: string) =>
  program.ask<Look>('open', { file, schema, gate })

/** Leaves a file of schema 1 with these lines. */
async function leave(program: Program, file: string, ...lines: string[]): Promise<void> {
  await open(program, file, 1)
  for (const line of lines) await program.ask('add', line)
  await program.ask('close')
}

test('a newer program brings a file to its schema, through all the versions between; older ones are refused then', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'chain.store')
  const [first, second, third] = (await world.startMany(3, 'migrator')) as [Program, Program, Program]
  await leave(first, file, 'a', 'b')

  expect(await open(second, file, 2)).toEqual({
    state: { notes: notes('a', 'b') },
    version: 3,
    closed: false,
  })
  await second.ask('add', 'c')
  await second.ask('close')
  await expect(open(first, file, 1)).rejects.toMatchObject(refused)

  const state = { notes: notes('a', 'b', 'c'), title: 'a' }
  expect(await open(third, file, 3)).toEqual({ state, version: 5, closed: false })
  await expect(open(second, file, 2)).rejects.toMatchObject(refused)

  const other = join(world.scratch, 'leap.store')
  await leave(first, other, 'x')
  expect(await open(third, other, 3)).toMatchObject({ state: { notes: notes('x'), title: 'x' }, version: 2 })
})

test('an older program that has the file open is told, keeps its last state, and writes nothing any more', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'live.store')
  const [older, asleep, newer] = (await world.startMany(3, 'migrator')) as [Program, Program, Program]
  await open(older, file, 1)
  await open(asleep, file, 1)
  await older.ask('add', 'a')
  expect(await open(newer, file, 2)).toMatchObject({ state: { notes: notes('a') }, version: 2 })

  for (const program of [older, asleep]) {
    expect(await program.event('closed')).toEqual({ reason: 'schema', code: 'LOCKSTEP_SCHEMA' })
    expect(await program.ask('look')).toEqual({ state: { lines: ['a'] }, version: 1, closed: true })
    await expect(program.ask('add', 'b')).rejects.toMatchObject({ code: 'LOCKSTEP_CLOSED' })
    await expect(open(program, file, 1)).rejects.toMatchObject(refused)
  }
  expect(await newer.ask('add', 'c')).toBe(3)
  // Updated, it finds its file again.
  expect(await open(older, file, 2)).toMatchObject({ state: { notes: notes('a', 'c') }, version: 3 })
})

test('what an older program commits during a migration is migrated too', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'busy.store')
  const gate = join(world.scratch, 'gate')
  const [older, newer] = (await world.startMany(2, 'migrator')) as [Program, Program]
  await open(older, file, 1)
  await older.ask('add', 'a')
  const opening = open(newer, file, 2, gate)
  expect(await newer.event('migrating')).toBe(1)
  expect(await older.ask('add', 'b')).toBe(2)
  writeFileSync(gate, '')
  expect(await opening).toEqual({ state: { notes: notes('a', 'b') }, version: 3, closed: false })
  // Once for what it read first, once more for what had come since.
  expect(await newer.event('migrating')).toBe(1)
})

test('a program that is killed in the middle of a migration leaves the file as it was, also to who has it open', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'killed.store')
  const gate = join(world.scratch, 'gate')
  const [older, killed, newer] = (await world.startMany(3, 'migrator')) as [Program, Program, Program]
  await open(older, file, 1)
  await older.ask('add', 'a')
  open(killed, file, 2, gate).catch(() => {})
  await killed.event('migrating')
  await killed.kill()
  expect(await older.ask('add', 'b')).toBe(2)
  expect(await older.ask('look')).toEqual({ state: { lines: ['a', 'b'] }, version: 2, closed: false })
  await older.ask('close')
  expect(await open(newer, file, 2)).toMatchObject({ state: { notes: notes('a', 'b') }, version: 3 })
})

test('programs that migrate a file at the same time do it once, and all have the same state', async () => {
  const world = createWorld()
  const programs = await world.startMany(3, 'migrator')
  for (let round = 0; round < 25; round += 1) {
    const file = join(world.scratch, `race-${round}.store`)
    await leave(programs[0]!, file, 'a', 'b')
    const looks = await Promise.all(programs.map(program => open(program, file, 2)))
    for (const look of looks)
      expect(look).toEqual({ state: { notes: notes('a', 'b') }, version: 3, closed: false })
    for (const [index, program] of programs.entries()) expect(await program.ask('add', 'c')).toBe(4 + index)
    for (const program of programs) await program.ask('close')
  }
})

test('of two newer programs the newest wins, whoever is first', async () => {
  const world = createWorld()
  const [second, third] = (await world.startMany(2, 'migrator')) as [Program, Program]
  for (let round = 0; round < 25; round += 1) {
    const file = join(world.scratch, `versions-${round}.store`)
    await leave(third, file, 'a')
    const [, look] = await Promise.all([
      // It comes too late, or is told afterwards.
      open(second, file, 2).then(
        () => second.event('closed'),
        error => expect(error).toMatchObject(refused),
      ),
      open(third, file, 3),
    ])
    expect(look.state).toEqual({ notes: notes('a'), title: 'a' })
    await third.ask('close')
  }
})

test('a program that is killed at any moment while it migrates leaves the old state or the new one', async () => {
  const world = createWorld()
  const random = seededRandom()
  const [older, newer] = (await world.startMany(2, 'migrator')) as [Program, Program]
  const kills = 25
  const spares = createSpares(() => world.start('migrator'), kills)
  await spares.keep(2)
  const gate = join(world.scratch, 'gate')
  writeFileSync(gate, '')
  let old = 0
  for (let round = 0; round < kills; round += 1) {
    const file = join(world.scratch, `moment-${round}.store`)
    await leave(older, file, 'a', 'b')
    const victim = await spares.take()
    open(victim, file, 2, gate).catch(() => {})
    await victim.event('migrating')
    spin(random.int(MOST_MICROSECONDS))
    await victim.kill()
    const look = await open(older, file, 1).catch(error => {
      expect(error).toMatchObject(refused)
    })
    if (look) {
      expect(look).toEqual({ state: { lines: ['a', 'b'] }, version: 2, closed: false })
      await older.ask('close')
      old += 1
    }
    expect(await open(newer, file, 2)).toMatchObject({ state: { notes: notes('a', 'b') }, version: 3 })
    await newer.ask('close')
  }
  measured('killed while migrating: files that were still old', `${old} of ${kills}`)
})
