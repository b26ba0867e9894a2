import { POINTS } from './points.js'

/** What a process is doing when it dies. */
export type Doing =
  /** commits, among others who commit or sleep; flushes a file after each commit; commits whole states */
  | 'commit'
  | 'flush'
  | 'whole'
  /** commits a large state and many small ones, so that a checkpoint gives memory back */
  | 'shrink'
  /** joins those who have the store open; makes it; is the first to open a file; brings a file to a newer schema */
  | 'attach'
  | 'create'
  | 'recover'
  | 'migrate'
  /** closes while the others have the store open; closes last of all */
  | 'leave'
  | 'leave last'

/** One way to reach a fault point. */
export interface Case {
  readonly point: string
  readonly doing: Doing
  readonly file: boolean
  /** At which passage the fault happens. */
  readonly count: number
  readonly logBytes: number
  /** Others commit only after the fault: what happens once must happen in the right process. */
  readonly quiet: boolean
  /** It is reached only where so many share the store. */
  readonly least: number
}

const SMALL_LOG = 64 * 1024
/** Gets its memory piece by piece. */
const GROWING_LOG = 512 * 1024

const matching = (pattern: RegExp) => POINTS.filter(point => pattern.test(point))

function cases(doing: Doing, points: readonly string[], options: Partial<Case> = {}): Case[] {
  return points.map(point => ({
    point,
    doing,
    file: false,
    count: 1,
    logBytes: SMALL_LOG,
    quiet: false,
    least: 1,
    ...options,
  }))
}

const commit = matching(/^(commit\.(locked|tail|record|published)|record|control|ring)/)
const checkpoint = matching(/^(checkpoint\.|slot\.(half|written))/)
const growth = ['commit.allocated', 'slot.allocated']
const state = matching(/^(state\.|slot\.(half|written))/)
const root = matching(/^root\./)
const opening = matching(/^(join\.held|create\.|attach\.)/)
const leaving = matching(/^(detach|leave\.(bell|released))/)

/** Everything that is tried; each with processes killed and stopped, alone and among others. */
export const CASES: readonly Case[] = [
  // Not the first: by then others have committed in between.
  ...cases('commit', commit, { count: 3 }),
  ...cases('commit', growth, { logBytes: GROWING_LOG, quiet: true }),
  ...cases('commit', checkpoint),
  ...cases('commit', [...checkpoint, ...root], { file: true }),
  ...cases('flush', root, { file: true }),
  ...cases('shrink', matching(/^shrink\./), { quiet: true }),
  ...cases('whole', ['slot.allocated'], { quiet: true }),
  ...cases('whole', [...state, 'control.half']),
  ...cases('whole', [...state, ...root], { file: true }),
  ...cases('attach', matching(/^(join\.held|attach\.)/)),
  ...cases('attach', ['join.refused'], { least: 2 }),
  ...cases('create', opening),
  ...cases('create', [...matching(/^create\./), ...matching(/^root\.(synced|half|written|durable)/)], {
    file: true,
  }),
  ...cases('recover', matching(/^(recover|root\.(synced|half|written|durable))/), { file: true }),
  ...cases('migrate', ['slot.allocated', ...state], { file: true }),
  // The first root is the one of who opens the file first.
  ...cases('migrate', matching(/^root\.(synced|half|written|durable)/), { file: true, count: 2 }),
  ...cases('migrate', matching(/^root\.(writer|published)/), { file: true }),
  ...cases('leave', leaving),
  ...cases('leave last', [...leaving, ...matching(/^leave\.(alone|removed)/)]),
  ...cases('leave last', matching(/^leave\.(released|alone)/), { file: true }),
]

/** Each point reached in one way: among many, and where starting processes takes long. */
export const ONE_WAY: readonly Case[] = POINTS.map(point => CASES.find(what => what.point === point)!)
