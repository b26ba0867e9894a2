import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createStore } from '../../src/index.js'
import { windows } from './harness/windows.js'
import { createWorld, type World } from './harness/world.js'
import { joinHere, lockstepError, segmentPath, setHere } from './here.js'

const definition = { name: 'placed', initialState: { n: 0 } }
const SOMEBODY_ELSE = 65_534
const isRoot = process.getuid?.() === 0

interface Case {
  readonly what: string
  /** Puts it into the place. */
  readonly put: (path: string, world: World) => void
  readonly says: RegExp
}

/** All that a refusal must leave as it was. */
function traits(path: string): unknown {
  const { ino, mode, uid, gid, size, nlink, mtimeMs } = lstatSync(path)
  return { ino, mode, uid, gid, size, nlink, mtimeMs }
}

async function expectRefused(path: string, says: RegExp): Promise<void> {
  const before = traits(path)
  const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_PERMISSION')
  expect(error.message).toContain(path)
  expect(error.message).toMatch(says)
  expect(traits(path)).toEqual(before)
}

const file = (path: string) => writeFileSync(path, 'content', { mode: 0o600 })

const inPlaceOfTheSegment: readonly Case[] = [
  ...[0o644, 0o660, 0o666, 0o777, 0o601].map(mode => ({
    what: `a file of mode ${mode.toString(8)}`,
    put(path: string) {
      file(path)
      chmodSync(path, mode)
    },
    says: /can be used by other users\. Take their rights away \(chmod 600\)/,
  })),
  {
    what: 'a symbolic link to a file',
    put(path, world) {
      file(join(world.scratch, 'target'))
      symlinkSync(join(world.scratch, 'target'), path)
    },
    says: /symbolic link.*Remove it/,
  },
  {
    what: 'a symbolic link to nothing',
    put: (path, world) => symlinkSync(join(world.scratch, 'nothing'), path),
    says: /symbolic link.*Remove it/,
  },
  { what: 'a directory', put: path => mkdirSync(path), says: /directory.*Remove what lies there/ },
  {
    what: 'a FIFO',
    put: path => execFileSync('mkfifo', ['-m', '600', path]),
    says: /not a regular file\. Remove it/,
  },
]

const inPlaceOfTheDirectory: readonly Case[] = [
  ...[0o755, 0o770, 0o777, 0o701].map(mode => ({
    what: `a directory of mode ${mode.toString(8)}`,
    put(path: string) {
      mkdirSync(path)
      chmodSync(path, mode)
    },
    says: /can be used by other users\. Take their rights away: chmod 700/,
  })),
  {
    what: 'a symbolic link to a directory',
    put(path, world) {
      mkdirSync(join(world.scratch, 'target'), { mode: 0o700 })
      symlinkSync(join(world.scratch, 'target'), path)
    },
    says: /is a symbolic link\. Remove it, or set LOCKSTEP_DIR to the directory itself/,
  },
  {
    what: 'a symbolic link to nothing',
    put: (path, world) => symlinkSync(join(world.scratch, 'nothing'), path),
    says: /is a symbolic link/,
  },
  { what: 'a file', put: file, says: /is not a directory\. Remove what lies there, or set LOCKSTEP_DIR/ },
  { what: 'a FIFO', put: path => execFileSync('mkfifo', ['-m', '700', path]), says: /is not a directory/ },
]

// On Windows a segment is no file: see windows.test.ts.
describe.skipIf(windows)('in place of the segment', () => {
  function worldWithDirectory(): { world: World; path: string } {
    const world = createWorld()
    joinHere(world)
    mkdirSync(world.directory, { mode: 0o700 })
    return { world, path: segmentPath(world, definition.name) }
  }

  it.each(inPlaceOfTheSegment)('refuses $what', async ({ put, says }) => {
    const { world, path } = worldWithDirectory()
    put(path, world)
    await expectRefused(path, says)
    if (lstatSync(path).isFile()) expect(readFileSync(path, 'utf8')).toBe('content')
    expect(world.files()).toHaveLength(1)
    rmSync(path, { recursive: true })
  })

  it.runIf(isRoot)('refuses a file of another user', async () => {
    const { path } = worldWithDirectory()
    file(path)
    chownSync(path, SOMEBODY_ELSE, SOMEBODY_ELSE)
    await expectRefused(path, /belongs to user 65534\. Remove it, or run as that user/)
    rmSync(path)
  })

  it('refuses a live segment that others may use by now, and disturbs nobody who has it open', async () => {
    const { world, path } = worldWithDirectory()
    const holder = await world.start('holder')
    await holder.ask('open', definition)
    chmodSync(path, 0o666)
    await expectRefused(path, /can be used by other users/)
    expect(await holder.ask('set', { n: 1 })).toBe(1)

    chmodSync(path, 0o600)
    const store = createStore(definition)
    expect(store.getState()).toEqual({ n: 1 })
    store.close()
  })
})

describe.skipIf(windows)('in place of the directory', () => {
  it.each(inPlaceOfTheDirectory)('refuses $what', async ({ put, says }) => {
    const world = createWorld()
    joinHere(world)
    put(world.directory, world)
    await expectRefused(world.directory, says)
    rmSync(world.directory, { recursive: true })
  })

  it.runIf(isRoot)('refuses a directory of another user', async () => {
    const world = createWorld()
    joinHere(world)
    mkdirSync(world.directory, { mode: 0o700 })
    chownSync(world.directory, SOMEBODY_ELSE, SOMEBODY_ELSE)
    await expectRefused(
      world.directory,
      /belongs to user 65534, but this process runs as user 0\. .*LOCKSTEP_DIR/,
    )
    expect(world.files()).toEqual([])
  })

  it.each(['no/such/parent', 'a-file/below'])('says that LOCKSTEP_DIR cannot be made: %s', async below => {
    const world = createWorld()
    joinHere(world)
    file(join(world.scratch, 'a-file'))
    const directory = join(world.scratch, below)
    setHere('LOCKSTEP_DIR', directory)
    const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_PERMISSION')
    expect(error.message).toContain(directory)
    expect(error.message).toMatch(
      /cannot be made: .*Make it, or set LOCKSTEP_DIR to a directory that you may write to/,
    )
  })
})
