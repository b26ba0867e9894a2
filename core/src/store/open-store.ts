import { watch } from 'node:fs'
import { isLockstepError, LockstepError } from '../errors/errors.js'
import { segmentDirectory, segmentKey } from '../log/segment-log.js'
import { openHandle } from './create-store.js'
import type { StoreDefinition } from './definition.js'
import { resolveOptions } from './resolve.js'
import type { Store, WaitOptions } from './types.js'

/** Looks again without a hint: for file systems and limits (inotify's) under which watching tells nothing. */
const RETRY_INTERVAL = 1000

/**
 * Waits until somebody has created the store, then opens it. It never creates it, also where the definition has an
 * `initialState`. Waiting keeps the process alive.
 *
 * @throws (rejects) LOCKSTEP_TIMEOUT; the signal's reason; what `createStore` throws.
 *
 * @example
 * ```ts
 * const store = await openStore(editor, { timeout: 10_000 })
 * ```
 */
export async function openStore<State>(
  definition: StoreDefinition<State>,
  options: WaitOptions = {},
): Promise<Store<State>> {
  options.signal?.throwIfAborted()
  const { name, scope, schemaVersion } = resolveOptions(definition)
  const store = openIfThere(definition)
  return store ?? waitUntilThere(definition, segmentKey(name, scope, schemaVersion), options)
}

function openIfThere<State>(definition: StoreDefinition<State>): Store<State> | undefined {
  try {
    return openHandle(definition, false)
  } catch (error) {
    if (isLockstepError(error, 'LOCKSTEP_NOT_FOUND')) return undefined
    throw error
  }
}

function waitUntilThere<State>(
  definition: StoreDefinition<State>,
  key: string,
  { timeout, signal }: WaitOptions,
): Promise<Store<State>> {
  return new Promise((resolve, reject) => {
    const stopWatching = watchDirectory(key, attempt)
    const retry = setInterval(attempt, RETRY_INTERVAL)
    const timer =
      timeout === undefined ? undefined : setTimeout(() => fail(timedOut(definition.name, timeout)), timeout)
    const abort = () => fail(signal?.reason)
    signal?.addEventListener('abort', abort)

    let done = false
    function stop(): void {
      done = true
      stopWatching()
      clearInterval(retry)
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    function fail(reason: unknown): void {
      stop()
      reject(reason)
    }
    function attempt(): void {
      if (done) return
      try {
        const store = openIfThere(definition)
        if (store === undefined) return
        stop()
        resolve(store)
      } catch (error) {
        fail(error)
      }
    }
    // It may have come between the first look and the watching.
    attempt()
  })
}

/** Calls `changed` when something happens to a file of the store's. */
function watchDirectory(key: string, changed: () => void): () => void {
  try {
    const watcher = watch(segmentDirectory(), (_event, file) => {
      if (file === null || file.startsWith(key)) changed()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    // Nobody has made the directory yet, or nothing can be watched any more: the retries remain.
    return () => {}
  }
}

function timedOut(name: string, timeout: number): LockstepError {
  return new LockstepError(
    'LOCKSTEP_TIMEOUT',
    `Nobody created the store "${name}" within ${timeout} ms: start the process that does, check name, scope and schemaVersion, or wait longer`,
  )
}
