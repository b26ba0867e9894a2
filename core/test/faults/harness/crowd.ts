import { join } from 'node:path'
import { makePlace, programEnvironment } from '../../process/harness/place.js'
import { type Program, type StartOptions, startProgram } from '../../process/harness/program.js'

/** The moment at which a process reached the point that it was armed for. */
export interface Fault {
  readonly point: string
  /** By the machine's monotonic clock, in milliseconds. */
  readonly at: number
}

/** A commit that a process was told of when `update` returned. */
export interface Acknowledged {
  readonly life: number
  readonly count: number
  readonly version: number
}

/** A process running programs/peer.mjs, and what it said. */
export interface Peer {
  readonly program: Program
  readonly acknowledged: Acknowledged[]
  /** The next fault. */
  fault(): Promise<Fault>
  ask<Reply>(command: string, argument?: unknown, milliseconds?: number): Promise<Reply>
}

/** Processes that take part in one case after the other, so that only the killed have to be replaced. */
export interface Crowd {
  take(count: number): Promise<Peer[]>
  /** Takes those back that still run, and starts others for the dead. */
  give(peers: readonly Peer[]): void
  readonly place: ReturnType<typeof makePlace>
  end(): Promise<void>
}

/**
 * @param stage the folder of an addon with fault points; `npm run test:faults` makes it
 * @param through a command (with arguments) that executes each process
 */
export function createCrowd(stage: string, through: readonly string[] = []): Crowd {
  const place = makePlace()
  const environment = programEnvironment(place)
  const all: Program[] = []
  const idle: Promise<Peer>[] = []

  const start = () =>
    startPeer({ folder: join(stage, 'programs'), through }, environment, program => all.push(program))
  return {
    place,
    async take(count) {
      while (idle.length < count) idle.push(start())
      return Promise.all(idle.splice(0, count))
    },
    give(peers) {
      for (const peer of peers) idle.push(peer.program.running ? Promise.resolve(peer) : start())
    },
    async end() {
      await Promise.allSettled(idle)
      await Promise.all(all.filter(program => program.running).map(program => program.kill()))
      place.remove()
    },
  }
}

async function startPeer(
  options: StartOptions,
  environment: NodeJS.ProcessEnv,
  started: (program: Program) => void,
): Promise<Peer> {
  const acknowledged: Acknowledged[] = []
  const faults: Fault[] = []
  let onFault = () => {}
  let rest = ''

  function stdout(chunk: Buffer): void {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [what, a, b, c] = line.split(' ')
      if (what === 'acknowledged')
        acknowledged.push({ life: Number(a), count: Number(b), version: Number(c) })
      else faults.push({ point: a!, at: Number(b) / 1000 })
    }
    if (faults.length > 0) onFault()
  }

  const program = await startProgram('peer', environment, { ...options, stdout }, started)
  return {
    program,
    acknowledged,
    ask: (command, argument, milliseconds) => program.ask(command, argument, milliseconds),
    async fault() {
      if (faults.length === 0)
        await new Promise<void>(resolve => {
          onFault = resolve
        })
      onFault = () => {}
      return faults.shift()!
    },
  }
}
