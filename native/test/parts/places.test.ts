import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Mutex, NamedEvent, SharedMemory } from '@lockstep/native'
import { describe, expect, it } from 'vitest'
import type { Inside } from './harness/other.js'
import { createWorld, lockstepError, type World } from './harness/world.js'

const SOMEBODY_ELSE = 65_534
const isRoot = process.getuid?.() === 0

const kinds = [
  { kind: 'SharedMemory', ending: '.mem', create: () => SharedMemory.create({ name: 'placed', bytes: 5 }) },
  { kind: 'Mutex', ending: '.mutex', create: () => Mutex.create({ name: 'placed' }) },
  { kind: 'NamedEvent', ending: '.event', create: () => NamedEvent.create({ name: 'placed' }) },
] as const

const file = (path: string) => writeFileSync(path, 'content', { mode: 0o600 })

const inTheWay: readonly { what: string; put: (path: string, world: World) => void; says: RegExp }[] = [
  ...[0o644, 0o660, 0o601].map(mode => ({
    what: `a file of mode ${mode.toString(8)}`,
    put(path: string) {
      file(path)
      chmodSync(path, mode)
    },
    says: /can be used by other users\. Take their rights away \(chmod 600\)/,
  })),
  {
    what: 'a symbolic link',
    put(path, world) {
      file(join(world.scratch, 'target'))
      symlinkSync(join(world.scratch, 'target'), path)
    },
    says: /symbolic link.*Remove it/,
  },
  { what: 'a directory', put: path => mkdirSync(path), says: /directory.*Remove what lies there/ },
  {
    what: 'a FIFO',
    put: path => execFileSync('mkfifo', ['-m', '600', path]),
    says: /not a regular file\. Remove it/,
  },
  ...(isRoot
    ? [
        {
          what: 'a file of another user',
          put(path: string) {
            file(path)
            chownSync(path, SOMEBODY_ELSE, SOMEBODY_ELSE)
          },
          says: /belongs to user 65534\. Remove it, or run as that user/,
        },
      ]
    : []),
]

// Names are files only there.
describe.skipIf(process.platform === 'win32')('where names are files', () => {
  /** Where the kind's file lies, learnt from one that is there. */
  function pathOf(world: World, { create, ending }: (typeof kinds)[number]): string {
    const part = create()
    const name = world.files().find(file => file.endsWith(ending))
    part.close()
    expect(world.files()).toEqual([])
    return join(world.directory, name!)
  }

  it.each(kinds.flatMap(kind => inTheWay.map(way => ({ ...way, ...kind, kinds: kind }))))(
    '$kind: refuses $what in its place, and leaves it as it was',
    async ({ kinds: kind, put, says, create }) => {
      const world = createWorld()
      const path = pathOf(world, kind)
      put(path, world)
      const traits = () => {
        const { ino, mode, uid, size, nlink, mtimeMs } = lstatSync(path)
        return { ino, mode, uid, size, nlink, mtimeMs }
      }
      const before = traits()
      expect((await lockstepError(create, 'LOCKSTEP_PERMISSION')).message).toMatch(says)
      expect(traits()).toEqual(before)
      if (lstatSync(path).isFile()) expect(readFileSync(path, 'utf8')).toBe('content')
      expect(world.files()).toHaveLength(1)
    },
  )

  it.each(kinds)('$kind: refuses a directory that others may use', async ({ create }) => {
    const world = createWorld()
    mkdirSync(world.directory, { mode: 0o700 })
    chmodSync(world.directory, 0o755)
    expect((await lockstepError(create, 'LOCKSTEP_PERMISSION')).message).toMatch(/can be used by other users/)
    expect(world.files()).toEqual([])
  })

  it('is for this user alone', () => {
    const world = createWorld()
    const parts = kinds.map(kind => kind.create())
    for (const name of world.files()) expect(lstatSync(join(world.directory, name)).mode & 0o077).toBe(0)
    expect(lstatSync(world.directory).mode & 0o077).toBe(0)
    for (const part of parts) part.close()
  })

  it('leaves no file behind: not after close, not after exit, and after a kill until somebody creates', async () => {
    const world = createWorld()
    const create = ({ SharedMemory, Mutex, NamedEvent, kept }: Inside) => {
      kept['parts'] = [
        SharedMemory.create({ name: 'left', bytes: 5 }),
        Mutex.create({ name: 'left' }),
        NamedEvent.create({ name: 'left' }),
      ]
    }
    const leaving = await world.process()
    await leaving.run(create)
    expect(world.files().length).toBeGreaterThan(0)
    await leaving.leave()
    expect(world.files()).toEqual([])

    const worker = await world.worker()
    await worker.run(create)
    await worker.kill()
    expect(world.files()).toEqual([])

    const killed = await world.process()
    await killed.run(create)
    const left = world.files().length
    await killed.kill()
    expect(world.files()).toHaveLength(left)
    Mutex.create({ name: 'another' }).close()
    expect(world.files()).toEqual([])
  })

  it('says that its FIFO was removed, and what to do', async () => {
    const world = createWorld()
    const event = NamedEvent.create({ name: 'torn' })
    for (const name of readdirSync(world.directory))
      if (/\.[wgk]$/.test(name)) rmSync(join(world.directory, name))
    const error = await lockstepError(() => NamedEvent.open({ name: 'torn' }), 'LOCKSTEP_DAMAGED')
    expect(error.message).toMatch(/was removed or replaced\. Close the programs that use it/)
    event.close()
  })
})
