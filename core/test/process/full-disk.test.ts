import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Program } from './harness/program.js'
import { windows } from './harness/windows.js'
import { createWorld, type World } from './harness/world.js'

const root = process.geteuid?.() === 0

/** Starts a program that sees a file system of 2 MiB in place of the stores' directory. */
function startOnSmallDisk(world: World): Promise<Program> {
  mkdirSync(world.directory, { mode: 0o700 })
  const mount = 'mount -t tmpfs -o size=2m,mode=0700 lockstep "$0" && exec "$@"'
  // Who is not root becomes root of a namespace of his own; that needs unprivileged user namespaces.
  const through = ['unshare', root ? '-m' : '-rm', 'sh', '-c', mount, world.directory]
  return world.start('grower', { through }).catch(error => {
    throw new Error(`This test mounts a small tmpfs: run it as root, or where \`unshare -rm\` works`, {
      cause: error,
    })
  })
}

/** Starts another one that sees what `program` sees. */
function startBeside(world: World, program: Program): Promise<Program> {
  const user = root ? [] : ['--user', '--preserve-credentials']
  return world.start('grower', { through: ['nsenter', '--target', String(program.pid), '--mount', ...user] })
}

const noSpace = { code: 'LOCKSTEP_NO_SPACE' }

/** On Windows the memory is the page file's, which a test cannot make small for itself. */
const testOnDisk = test.skipIf(windows)

testOnDisk(
  'on a full file system a store is not created, and is created when there is room again',
  async () => {
    const world = createWorld()
    const program = await startOnSmallDisk(world)
    await program.ask('fill')
    await expect(program.ask('open')).rejects.toMatchObject(noSpace)
    expect(await program.ask('files')).toEqual(['filler'])
    await program.ask('free')
    await program.ask('open')
    await program.ask('add', { part: 0, bytes: 1_000 })
    expect(await program.ask('see')).toMatchObject({ parts: 1 })
    await program.ask('close')
    expect(await program.ask('files')).toEqual([])
  },
)

testOnDisk(
  'a state that outgrows the file system throws LOCKSTEP_NO_SPACE, changes nothing, and the store goes on',
  async () => {
    const world = createWorld()
    const writer = await startOnSmallDisk(world)
    const follower = await startBeside(world, writer)
    await writer.ask('open', { logBytes: 64 * 1024 })
    await follower.ask('open', { logBytes: 64 * 1024 })
    await writer.ask('add', { part: 0, bytes: 300_000 })
    const before = await writer.ask('see')

    await expect(writer.ask('add', { part: 1, bytes: 3_000_000 })).rejects.toMatchObject(noSpace)
    expect(await writer.ask('see')).toEqual(before)
    expect(await follower.ask('see')).toEqual(before)

    await follower.ask('increment', 2_000)
    await writer.ask('remove', [0])
    await writer.ask('add', { part: 2, bytes: 400_000 })
    const after = await writer.ask('see')
    expect(after).toMatchObject({ n: 2_000, parts: 1, bytes: 400_000 })
    expect(await follower.ask('see')).toEqual(after)
  },
)

testOnDisk(
  'a log that cannot grow on a full file system throws LOCKSTEP_NO_SPACE, and goes on when there is room again',
  async () => {
    const world = createWorld()
    const writer = await startOnSmallDisk(world)
    const follower = await startBeside(world, writer)
    await writer.ask('open')
    await follower.ask('open')
    await writer.ask('fill')

    const refused = await writer.ask<{ made: number }>('incrementUntilFull')
    expect(refused).toMatchObject(noSpace)
    const full = await writer.ask('see')
    expect(full).toMatchObject({ n: refused.made })
    expect(await follower.ask('see')).toEqual(full)
    await expect(follower.ask('increment', 1)).rejects.toMatchObject(noSpace)
    expect(await follower.ask('see')).toEqual(full)

    await writer.ask('free')
    await follower.ask('increment', 20_000)
    expect(await writer.ask('see')).toMatchObject({ n: refused.made + 20_000 })
  },
)

/** As the stores above, but in a file on that file system. */
const inFile = (world: World) => ({ name: undefined, file: join(world.directory, 'grower.store') })

testOnDisk(
  'a file is not made on a full file system, leaves nothing there, and is made when there is room again',
  async () => {
    const world = createWorld()
    const program = await startOnSmallDisk(world)
    await program.ask('fill')
    await expect(program.ask('open', inFile(world))).rejects.toMatchObject(noSpace)
    expect(await program.ask('files')).toEqual(['filler'])
    await program.ask('free')
    await program.ask('open', inFile(world))
    await program.ask('add', { part: 0, bytes: 1_000 })
    await program.ask('close')
    await program.ask('open', inFile(world))
    expect(await program.ask('see')).toMatchObject({ parts: 1, version: 1 })
    await program.ask('close')
    expect(await program.ask('files')).toEqual(['grower.store'])
  },
)

testOnDisk(
  'a file that outgrows its file system throws LOCKSTEP_NO_SPACE, and opens there again with what was acknowledged',
  async () => {
    const world = createWorld()
    const writer = await startOnSmallDisk(world)
    const follower = await startBeside(world, writer)
    const options = { ...inFile(world), logBytes: 64 * 1024 }
    await writer.ask('open', options)
    await follower.ask('open', options)
    await writer.ask('add', { part: 0, bytes: 300_000 })
    await expect(writer.ask('add', { part: 1, bytes: 3_000_000 })).rejects.toMatchObject(noSpace)
    await follower.ask('increment', 2_000)
    await writer.ask('fill')
    await writer.ask('flush')
    const before = await follower.ask('see')
    expect(before).toMatchObject({ n: 2_000, parts: 1, bytes: 300_000 })

    await writer.ask('close')
    await follower.ask('close')
    await writer.ask('open', options)
    expect(await writer.ask('see')).toEqual(before)
    await writer.ask('free')
    await writer.ask('add', { part: 2, bytes: 300_000 })
    expect(await writer.ask('see')).toMatchObject({ n: 2_000, parts: 2 })
  },
)
