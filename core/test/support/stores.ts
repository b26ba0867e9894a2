import { randomUUID } from 'node:crypto'
import { afterEach } from 'vitest'
import { encodeState } from '../../src/commit/codec.js'
import { isLockstepError, type LockstepErrorCode, type Store } from '../../src/index.js'
import { openSegmentLog } from '../../src/log/segment-log.js'

const stores: Store<never>[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

export function opened<State>(store: Store<State>): Store<State> {
  stores.push(store as unknown as Store<never>)
  return store
}

/** A definition nobody else has. */
export const unique = () => ({ name: `test.${randomUUID()}`, initialState: { n: 0, list: [1, 2] } })

/** Another peer of the same store, as if it were another process. */
export function anotherPeer(definition: { name: string; initialState: object }) {
  const log = openSegmentLog({
    name: definition.name,
    scope: process.env['LOCKSTEP_SCOPE'] ?? '',
    schemaVersion: 1,
    create: {
      initial: encodeState(definition.initialState),
      exclusive: false,
      logBytes: 65536,
      maxStateBytes: 65536,
    },
    readonly: false,
    title: 'another',
    lockTimeout: 5000,
  })
  stores.push(log as unknown as Store<never>)
  return log
}

export function code(work: () => unknown): LockstepErrorCode | undefined {
  try {
    work()
  } catch (error) {
    if (isLockstepError(error)) return error.code
    throw error
  }
  return undefined
}
