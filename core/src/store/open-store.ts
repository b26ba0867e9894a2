import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { isLockstepError, LockstepError } from '../errors/errors.js'
import { segmentDirectory, segmentKey } from '../log/segment-log.js'
import { afterTimeout } from '../replica/timeouts.js'
import { openHandle } from './create-store.js'
import type { StoreDefinition } from './definition.js'
import { realPathOf } from './file-path.js'
import { type ResolvedOptions, resolveOptions } from './resolve.js'
import type { Store, WaitOptions } from './types.js'

/** Looks again without a hint: for file systems and limits (inotify's) under which watching tells nothing. */
const RETRY_INTERVAL = 1000

/**
 * Waits until somebody has created the store, then opens it. It never creates it, also where the definition has an
 * `initialState`. A store in a file is there as soon as the file is. Waiting keeps the process alive.
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
  const resolved = resolveOptions(definition)
  const store = openIfThere(definition)
  return store ?? waitUntilThere(definition, resolved, options)
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
  resolved: ResolvedOptions,
  { timeout, signal }: WaitOptions,
): Promise<Store<State>> {
  return new Promise((resolve, reject) => {
    const stopWatching = watchPlace(resolved, attempt)
    const retry = setInterval(attempt, RETRY_INTERVAL)
    const timer = afterTimeout(timeout, () => fail(timedOut(resolved, timeout!)))
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
function watchPlace({ name, file, scope, schemaVersion }: ResolvedOptions, changed: () => void): () => void {
  try {
    const path = file === undefined ? undefined : realPathOf(file)
    const beginning = path === undefined ? segmentKey(name, scope, schemaVersion) : basename(path)
    const watcher = watch(path === undefined ? segmentDirectory() : dirname(path), (_event, entry) => {
      if (entry === null || entry.startsWith(beginning)) changed()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    // Nobody has made the directory yet, or nothing can be watched any more: the retries remain.
    return () => {}
  }
}

function timedOut({ name, file }: ResolvedOptions, timeout: number): LockstepError {
  return new LockstepError(
    'LOCKSTEP_TIMEOUT',
    `Nobody created the store "${name}" within ${timeout} ms: start the process that does, check ` +
      `${file === undefined ? 'name, scope and schemaVersion' : 'the path'}, or wait longer`,
  )
}
