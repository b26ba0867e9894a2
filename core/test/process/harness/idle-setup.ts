import { setTimeout as passing } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { makePlace, programEnvironment } from './place.js'
import { type Activity, activityOf } from './proc.js'
import { type Program, startProgram } from './program.js'

/** A process that idles since before the first test. */
export interface Idler {
  readonly pid: number
  readonly before: Activity
}

declare module 'vitest' {
  interface ProvidedContext {
    idle: {
      /** Has a store open and subscribed. */
      readonly subscribed: Idler
      /** The same program without a store: what Node itself does. */
      readonly bare: Idler
      /** When both began to idle, by the machine's monotonic clock in milliseconds. */
      readonly since: number
    }
  }
}

/** Lets two processes idle while the other tests run; idle.test.ts judges them at the end. */
export async function setup(project: TestProject) {
  const place = makePlace()
  const environment = programEnvironment(place)
  // V8 looks for memory to give back 8 s after a script was loaded, and again 8 s later.
  const execArgv = ['--no-memory-reducer']
  const start = (kind: string) => startProgram('idle', environment, { args: [kind], execArgv }, () => {})
  const [subscribed, bare] = await Promise.all([start('subscribed'), start('bare')])
  project.provide('idle', {
    subscribed: await idler(subscribed),
    bare: await idler(bare),
    since: Number(process.hrtime.bigint()) / 1e6,
  })

  return async () => {
    await Promise.all([subscribed.leave(), bare.leave()])
    const left = place.files()
    place.remove()
    if (left.length > 0) throw new Error(`The idle process left behind: ${left.join(', ')}`)
  }
}

/** What it does until it has come to rest belongs to its start. */
async function idler({ pid }: Program): Promise<Idler> {
  for (let before = activityOf(pid); ; ) {
    await passing(200)
    const now = activityOf(pid)
    if (now.switches === before.switches) return { pid, before }
    before = now
  }
}
