import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SlowUpdate } from '../../process/harness/receipt.js'
import { windows } from '../../process/harness/windows.js'
import { within } from '../../process/harness/within.js'
import type { Case } from './cases.js'
import type { Crowd, Peer } from './crowd.js'

export interface Definition {
  readonly logBytes: number
  readonly maxStateBytes: number
  readonly lockTimeout: number
  readonly schemaVersion: number
  readonly name?: string
  readonly scope?: string
  readonly file?: string
}

/** One case with the processes that play it. */
export interface Scene {
  readonly what: Case
  /** Holds the store's files and nothing else. */
  readonly directory: string
  readonly definition: Definition
  readonly victim: Peer
  /** Everybody else but who joins late. */
  readonly others: readonly Peer[]
  readonly late: Peer
  /** Who has the store open. */
  readonly open: Set<Peer>
  join(peer: Peer, schemaVersion?: number): Promise<void>
  joinAll(peers: readonly Peer[], schemaVersion?: number): Promise<void>
  /** Resolves with its slow calls, this one among them. */
  leave(peer: Peer): Promise<readonly SlowUpdate[]>
}

/** Half of the others commit, half sleep until somebody else does. */
export const writersOf = ({ others }: Scene) => others.filter((_, index) => index % 2 === 0)
export const sleepersOf = ({ others }: Scene) => others.filter((_, index) => index % 2 === 1)

const LARGEST_STATE = 8 * 1024 * 1024
/** Wine takes its time, and no case depends on it. */
const LOCK_TIMEOUT = windows ? 60_000 : 5_000
/** Between two commits of a writer: others sleep, and are woken, meanwhile. */
const PAUSE = 1
/** In which a fault must happen, or something be heard. */
export const SOON = windows ? 120_000 : 15_000

export const newest = (what: Case) => (what.doing === 'migrate' ? 2 : 1)

let lives = 0

export async function createScene(crowd: Crowd, what: Case, peers: number): Promise<Scene> {
  const [victim, late, ...others] = (await crowd.take(peers + 1)) as [Peer, Peer, ...Peer[]]
  const id = randomUUID()
  const directory = what.file ? join(crowd.place.scratch, id) : crowd.place.directory
  if (what.file) mkdirSync(directory)
  const open = new Set<Peer>()
  const definition: Definition = {
    logBytes: what.logBytes,
    maxStateBytes: LARGEST_STATE,
    lockTimeout: LOCK_TIMEOUT,
    schemaVersion: 1,
    ...(what.file ? { file: join(directory, 'faults.store') } : { name: 'faults', scope: id }),
  }

  async function enter(peer: Peer, schemaVersion = newest(what)): Promise<void> {
    lives += 1
    open.add(peer)
    await peer.ask('open', { definition: { ...definition, schemaVersion }, life: lives })
  }
  return {
    what,
    directory,
    definition,
    victim,
    others,
    late,
    open,
    join: enter,
    async joinAll(list, schemaVersion) {
      await Promise.all(list.map(peer => enter(peer, schemaVersion)))
    },
    async leave(peer) {
      open.delete(peer)
      return peer.ask<readonly SlowUpdate[]>('close')
    },
  }
}

export const work = (peers: readonly Peer[], kind = 'commit', pause = PAUSE) =>
  Promise.all(peers.map(peer => peer.ask('work', { kind, pause })))

/** What the victim is asked to do, if it answers at all. */
export interface Begun {
  readonly asked?: Promise<unknown>
}

/** Brings everybody to where the victim's fault can be awaited. */
export async function begin(scene: Scene, fault: string): Promise<Begun> {
  const { what, victim, others, late, definition } = scene
  const arm = () => victim.ask('arm', fault)
  switch (what.doing) {
    case 'create':
      await arm()
      return quietly(scene.join(victim))
    case 'recover':
    case 'migrate':
      // Somebody made the file, and is gone.
      await scene.join(late, 1)
      await late.ask('add', 3)
      await scene.leave(late)
      await arm()
      return quietly(scene.join(victim))
    case 'attach':
      await joinInTurn(scene, others)
      await work(writersOf(scene))
      await arm()
      return quietly(scene.join(victim))
    case 'leave':
      await joinInTurn(scene, [...others, victim])
      await work(writersOf(scene))
      await victim.ask('add', 2)
      await arm()
      return quietly(scene.leave(victim))
    case 'leave last':
      await joinInTurn(scene, [victim, ...others])
      for (const peer of [victim, ...others]) await peer.ask('add', 1)
      for (const peer of others) await scene.leave(peer)
      await arm()
      return quietly(scene.leave(victim))
    default:
      await joinInTurn(scene, [...others, victim])
      // Alone, and yet there is somebody to ring for.
      if (others.length === 0 && /^ring\.(found|between)/.test(what.point))
        await victim.ask('addSleeper', definition)
      if (!what.quiet) await work(writersOf(scene))
      await arm()
      // It may die before it answers.
      work([victim], what.doing, 0).catch(() => {})
      return {}
  }
}

async function joinInTurn(scene: Scene, peers: readonly Peer[]): Promise<void> {
  const [first, ...rest] = peers
  if (first) await scene.join(first)
  await scene.joinAll(rest)
}

/** Not an error before somebody awaits it: its process may be killed meanwhile. */
function quietly(asked: Promise<unknown>): Begun {
  asked.catch(() => {})
  return { asked }
}

/** Those who were not there before come while the victim is dead or stopped. */
export async function comeMeanwhile(scene: Scene): Promise<void> {
  const { doing, quiet } = scene.what
  const absent = ['create', 'recover', 'migrate', 'leave last'].includes(doing)
  if (absent) await scene.joinAll(scene.others)
  if (absent || quiet) await work(writersOf(scene))
}

/** Lets everybody who has the store open commit, wakes the sleepers, and lets somebody new come. */
export async function goOn(scene: Scene): Promise<void> {
  const { late, open } = scene
  const writers = [scene.victim, ...writersOf(scene)].filter(peer => open.has(peer))
  await Promise.all(writers.map(peer => peer.ask('rest')))
  await heardByAll(scene, Math.max(0, ...(await add(writers, 2))))
  await scene.join(late)
  await heardByAll(scene, Math.max(...(await add([late], 1))))
}

const add = (peers: readonly Peer[], commits: number) =>
  Promise.all(peers.map(peer => peer.ask<number>('add', commits)))

/** Nobody looks: all are told. */
async function heardByAll({ open }: Scene, version: number): Promise<void> {
  await Promise.all([...open].map(peer => within(peer.ask('hear', version), 'a commit to be heard of', SOON)))
}
