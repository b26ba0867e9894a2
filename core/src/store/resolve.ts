import { DEFAULT_LOG_BYTES, DEFAULT_MAX_STATE_BYTES } from '../log/memory-hub.js'
import type { StoreDefinition } from './definition.js'
import { DEFAULT_SCHEMA_VERSION, developing, environment } from './environment.js'
import { validateOptions } from './options.js'

const DEFAULT_LOCK_TIMEOUT = 5000

/** What a definition means, with the defaults filled in. Sizes and `exclusive` are there only if it may create. */
export interface ResolvedOptions {
  /** What messages call the store: its name, or its file's path as it was written. */
  readonly name: string
  readonly file: string | undefined
  /** Empty where the store is a file. */
  readonly scope: string
  readonly schemaVersion: number
  readonly readonly: boolean
  readonly title: string
  readonly lockTimeout: number
  readonly checks: boolean
  readonly exclusive: boolean | undefined
  readonly maxStateBytes: number | undefined
  readonly logBytes: number | undefined
}

/** @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS */
export function resolveOptions(definition: StoreDefinition<unknown>): ResolvedOptions {
  validateOptions(definition)
  const creates = definition.initialState !== undefined
  return {
    name: definition.name ?? definition.file,
    file: definition.file,
    scope: definition.file === undefined ? (definition.scope ?? environment('LOCKSTEP_SCOPE') ?? '') : '',
    schemaVersion: definition.schemaVersion ?? DEFAULT_SCHEMA_VERSION,
    readonly: definition.readonly ?? false,
    title: definition.title ?? '',
    lockTimeout: definition.lockTimeout ?? DEFAULT_LOCK_TIMEOUT,
    checks: definition.checks ?? developing(),
    exclusive: creates ? (definition.exclusive ?? false) : undefined,
    maxStateBytes: creates ? (definition.maxStateBytes ?? DEFAULT_MAX_STATE_BYTES) : undefined,
    logBytes: creates ? (definition.logBytes ?? DEFAULT_LOG_BYTES) : undefined,
  }
}
