import { setTimeout as passing } from 'node:timers/promises'
import { isStopped } from '../../process/harness/proc.js'
import { windows } from '../../process/harness/windows.js'
import { within } from '../../process/harness/within.js'
import type { Case } from './cases.js'
import type { Crowd, Fault } from './crowd.js'
import { begin, comeMeanwhile, createScene, goOn, type Scene, SOON } from './scene.js'

export type Action = 'killed' | 'stopped'

/** What happened, for verdict.ts and delays.ts. Everybody rests, and has the store still open. */
export interface Played {
  readonly scene: Scene
  readonly action: Action
  readonly fault: Fault
  /** When the process had ended or was continued, by the machine's monotonic clock in milliseconds. */
  readonly over: number
}

const STOPPED_MILLISECONDS = 100
/** What a process ends with on Windows that ends itself at a point: native/src/fault.cc. */
const WINDOWS_KILLED = 0xfa

export const now = () => Number(process.hrtime.bigint()) / 1e6

/** Plays a case; what does not answer in time, or happens otherwise than it must, rejects. */
export async function play(crowd: Crowd, what: Case, action: Action, peers: number): Promise<Played> {
  const scene = await createScene(crowd, what, peers)
  const { victim } = scene
  const plan = [what.point, what.count, action === 'killed' ? 'kill' : 'stop', STOPPED_MILLISECONDS]
  const { asked } = await begin(scene, plan.join(':'))
  const fault = await within(victim.fault(), `${what.point} to be reached`, SOON)
  const coming = comeMeanwhile(scene)
  coming.catch(() => {})
  const over = action === 'killed' ? await untilDead(scene) : await untilContinued(scene, asked)
  await coming
  await goOn(scene)
  return { scene, action, fault, over }
}

async function untilDead({ victim, open }: Scene): Promise<number> {
  const { code, signal, stderr } = await within(victim.program.ended, 'the process to die', SOON)
  const over = now()
  open.delete(victim)
  if (windows ? code !== WINDOWS_KILLED : signal !== 'SIGKILL')
    throw new Error(`It ended with ${signal ?? code} instead of being killed\n${stderr}`)
  return over
}

async function untilContinued({ victim }: Scene, asked: Promise<unknown> | undefined): Promise<number> {
  const { program } = victim
  if (!windows) {
    while (!isStopped(program.pid)) await passing(1)
    await passing(STOPPED_MILLISECONDS)
    program.resume()
  }
  await asked
  // Answered only when it runs again.
  await victim.ask('arm', '')
  return now()
}
