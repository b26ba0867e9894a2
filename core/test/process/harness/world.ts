import { onTestFinished } from 'vitest'
import { makePlace, type Place, programEnvironment } from './place.js'
import { type Program, type StartOptions, startProgram } from './program.js'

/** What one test works in: a place for its stores, and the processes that share them. */
export interface World extends Omit<Place, 'remove'> {
  /** Starts `programs/<name>.mjs` in a process of its own, and resolves when it listens. */
  start(name: string, options?: StartOptions): Promise<Program>
  /** Starts several of them at the same time. */
  startMany(count: number, name: string, options?: StartOptions): Promise<Program[]>
}

/**
 * Makes a world that ends with the test. Whatever the test did, no process and no file outlives it. If it passed, its
 * processes exit by themselves, and what then still lies in the stores' directory fails it.
 */
export function createWorld(): World {
  const place = makePlace()
  const programs: Program[] = []
  const environment = programEnvironment(place)

  onTestFinished(async ({ task }) => {
    try {
      if (task.result?.state === 'fail') {
        await Promise.all(programs.map(program => program.running && program.kill()))
      } else {
        await endInPeace(programs, place)
      }
    } finally {
      place.remove()
    }
  })

  const start = (name: string, options: StartOptions = {}) =>
    startProgram(name, environment, options, program => programs.push(program))
  return {
    ...place,
    start,
    startMany: (count, name, options) =>
      Promise.all(Array.from({ length: count }, () => start(name, options))),
  }
}

async function endInPeace(programs: readonly Program[], place: Place): Promise<void> {
  const running = programs.filter(program => program.running)
  for (const program of running) program.resume()
  const endings = await Promise.allSettled(running.map(program => program.leave()))
  for (const [index, ending] of endings.entries()) {
    if (ending.status === 'fulfilled') continue
    await running[index]?.kill()
    throw ending.reason
  }
  const left = place.files()
  if (left.length > 0)
    throw new Error(`After every process had ended, this was left behind: ${left.join(', ')}`)
}
