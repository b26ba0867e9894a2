import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Program } from './program.js'
import { createWorld, type World } from './world.js'

/** Becoming somebody else is root's right, and Windows has no such numbers. */
export const canBecomeOthers = process.getuid?.() === 0

/** A user of the machine who is neither root nor the other one. */
export interface User {
  readonly id: number
  /** A directory that is this user's alone. */
  readonly home: string
  /** Where this user's segments lie unless told otherwise. */
  readonly place: string
  /** Starts `programs/user.mjs` as this user. */
  start(options?: {
    directory?: string
    umask?: number
    /** Of this number instead, in a namespace of its own where that one stands for this user. */
    inside?: number
    through?: readonly string[]
  }): Promise<Program>
}

/** Two users who know nothing of each other, in a world that both may enter. */
export function twoUsers(): { world: World; victim: User; stranger: User } {
  const world = createWorld()
  chmodSync(dirname(world.directory), 0o755)
  chmodSync(world.scratch, 0o755)
  const first = 20_000 + Math.floor(Math.random() * 20_000) * 2
  return { world, victim: createUser(world, first), stranger: createUser(world, first + 1) }
}

function createUser(world: World, id: number): User {
  const home = join(world.scratch, `home-${id}`)
  mkdirSync(home, { mode: 0o700 })
  chownSync(home, id, id)
  const place = `/dev/shm/lockstep-${id}`
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  return {
    id,
    home,
    place,
    start: ({ directory, umask = 0o022, inside = id, through = [] } = {}) =>
      world.start('user', { args: [`${inside}`, `${umask}`], env: { LOCKSTEP_DIR: directory }, through }),
  }
}

/** A directory in which everybody may make files, and only remove their own; like /tmp. */
export function sharedDirectory(world: World): string {
  const path = join(world.scratch, 'shared')
  mkdirSync(path)
  chmodSync(path, 0o1777)
  return path
}

/** All that a refusal must leave as it was. */
export function traits(path: string): unknown {
  const { ino, mode, uid, gid, size, nlink, mtimeMs } = lstatSync(path)
  return { ino, mode, uid, gid, size, nlink, mtimeMs }
}
