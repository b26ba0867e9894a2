import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { isLockstepError, type LockstepErrorCode } from '../../src/errors/errors.js'
import { segmentKey } from '../../src/log/segment-log.js'
import type { World } from './harness/world.js'

/** Lets this process, too, take part in the world: its stores lie where those of the world's programs do. */
export function joinHere(world: Pick<World, 'directory' | 'scope'>): void {
  setHere('LOCKSTEP_DIR', world.directory)
  setHere('LOCKSTEP_SCOPE', world.scope)
}

/** Sets an environment variable until the test has finished. */
export function setHere(variable: string, value: string): void {
  const before = process.env[variable]
  process.env[variable] = value
  onTestFinished(() => {
    if (before === undefined) delete process.env[variable]
    else process.env[variable] = before
  })
}

/** The path of a store's segment, of the first schema. */
export function segmentPath(world: Pick<World, 'directory' | 'scope'>, name: string): string {
  return join(world.directory, `${segmentKey(name, world.scope, 1)}.seg`)
}

/** The error of Lockstep's that `run` throws or rejects with; anything else fails the test. */
export async function lockstepError(run: () => unknown, code: LockstepErrorCode): Promise<Error> {
  try {
    await run()
  } catch (error) {
    if (isLockstepError(error, code)) return error
    throw error
  }
  throw new Error(`${code} was expected, and nothing was thrown`)
}
