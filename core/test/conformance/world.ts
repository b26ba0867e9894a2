import { afterEach } from 'vitest'
import type { Log } from '../../src/log/log.js'
import { createReplica, type Replica, type ReplicaOptions } from '../../src/replica/replica.js'
import { createHandle } from '../../src/store/handle.js'
import type { Store } from '../../src/store/types.js'

/** The state that most of the suite works on. */
export interface Board {
  n: number
  items: { id: number; text: string }[]
  blob: string
  untouched: { deep: { list: number[] } }
}

export const emptyBoard: Board = { n: 0, items: [], blob: '', untouched: { deep: { list: [1, 2, 3] } } }

export interface WorldOptions {
  readonly initialState: unknown
  readonly logBytes?: number
  readonly maxStateBytes?: number
}

/** One store's log, to which a test attaches as often as it likes: each attachment stands for a process. */
export interface World {
  attachLog(title?: string): Log
}

export type CreateWorld = (options: WorldOptions) => World

/** The smallest log that both implementations have. */
export const SMALL_LOG = 64 * 1024

/** Gives each test worlds whose attachments are closed when it ends. */
export function useWorlds(createWorld: CreateWorld) {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })

  return {
    /** A world of boards unless told otherwise. */
    create(options: Partial<WorldOptions> = {}) {
      const world = createWorld({ initialState: emptyBoard, ...options })
      const attachLog = (title?: string): Log => {
        const log = world.attachLog(title)
        closers.push(() => log.close())
        return log
      }
      const attach = <State = Board>(
        options: Partial<ReplicaOptions> = {},
        title?: string,
      ): Replica<State> => {
        const replica = createReplica<State>(attachLog(title), {
          name: 'conformance',
          readonly: false,
          checks: false,
          ...options,
        })
        closers.push(() => replica.close())
        return replica
      }
      const open = <State = Board>(title?: string): Store<State> => {
        const replica = attach<State>({}, title)
        return createHandle(replica, {
          name: 'conformance',
          schemaVersion: 1,
          inFile: false,
          initialState: undefined,
          left: replica.close,
        })
      }
      return { attachLog, attach, open }
    },
  }
}

/** Resolves when `store` has delivered `version`. */
export function delivered<State>(store: Store<State>, version: number): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (store.version < version) return
      unsubscribe()
      resolve()
    }
    const unsubscribe = store.onCommit(check)
    check()
  })
}

/** Runs `work` and gives back the errors that were rethrown outside of it. */
export async function uncaught(work: () => void | Promise<void>): Promise<unknown[]> {
  const errors: unknown[] = []
  const collect = (error: unknown) => errors.push(error)
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', collect)
  try {
    await work()
    await turn()
  } finally {
    process.off('uncaughtException', collect)
    for (const other of others) process.on('uncaughtException', other)
  }
  return errors
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** What `work` throws. */
export function failure(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not throw')
}

/** What `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not reject')
}

export const increment = (draft: Board): void => {
  draft.n += 1
}
