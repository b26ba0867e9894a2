import { setTimeout as passing } from 'node:timers/promises'
import { isStopped } from '../../process/harness/proc.js'
import type { Program } from '../../process/harness/program.js'
import { tool, windows } from '../../process/harness/windows.js'
import { within } from '../../process/harness/within.js'
import type { Case } from './cases.js'
import type { Crowd, Fault } from './crowd.js'
import { begin, comeMeanwhile, createScene, goOn, type Scene, SOON } from './scene.js'

/** Ended, stopped and continued, or one of its threads asleep, each at the point. */
export type Action = 'killed' | 'stopped' | 'slept'

/** What happened, for verdict.ts and delays.ts. Everybody rests, and has the store still open. */
export interface Played {
  readonly scene: Scene
  readonly action: Action
  readonly fault: Fault
}

const STOPPED_MILLISECONDS = 100
const ORDERS = { killed: 'kill', stopped: 'stop', slept: `sleep:${STOPPED_MILLISECONDS}` }
const RESUME_MILLISECONDS = 5
/** What a process ends with on Windows that ends itself at a point: native/src/fault.cc. */
const WINDOWS_KILLED = 0xfa
/** What the shell ends with that is the first process of a container, when the second one was killed. */
const KILLED_IN_CONTAINER = 128 + 9

/** Plays a case; what does not answer in time, or happens otherwise than it must, rejects. */
export async function play(crowd: Crowd, what: Case, action: Action, peers: number): Promise<Played> {
  const scene = await createScene(crowd, what, peers)
  const { victim } = scene
  const plan = [what.point, what.count, ORDERS[action]]
  const { asked } = await begin(scene, plan.join(':'))
  const fault = await within(victim.fault(), `${what.point} to be reached`, SOON)
  const coming = comeMeanwhile(scene)
  coming.catch(() => {})
  if (action === 'killed') await untilDead(scene)
  else await untilContinued(scene, action, asked)
  await coming
  await goOn(scene)
  return { scene, action, fault }
}

async function untilDead({ victim, open }: Scene): Promise<void> {
  const { code, signal, stderr } = await within(victim.program.ended, 'the process to die', SOON)
  open.delete(victim)
  const killed = windows ? code === WINDOWS_KILLED : signal === 'SIGKILL' || code === KILLED_IN_CONTAINER
  if (!killed) throw new Error(`It ended with ${signal ?? code} instead of being killed\n${stderr}`)
}

async function untilContinued(
  { victim }: Scene,
  action: Action,
  asked: Promise<unknown> | undefined,
): Promise<void> {
  const { program } = victim
  if (action === 'slept') {
    await asked
    await victim.ask('arm', '')
    return
  }
  // It has stopped itself; on Windows that is one of its threads.
  if (windows) await program.stop()
  while (!isStopped(program.pid)) await passing(1)
  await passing(STOPPED_MILLISECONDS)
  // Answered only when it runs again.
  const runs = victim.ask('arm', '')
  await resumed(program, runs)
  await asked
  await runs
}

/** On Windows it was stopped twice, by itself and from outside, maybe in this order; each needs to be undone. */
async function resumed({ pid, resume }: Program, runs: Promise<unknown>): Promise<void> {
  resume()
  if (!windows) return
  let answered = false
  const done = () => {
    answered = true
  }
  runs.then(done, done)
  while (!answered) {
    tool().resume(pid)
    await passing(RESUME_MILLISECONDS)
  }
}
