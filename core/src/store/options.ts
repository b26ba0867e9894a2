import { type Kind, kindOf } from '../commit/kinds.js'
import { LockstepError } from '../errors/errors.js'
import type { StoreDefinition } from './definition.js'
import { validatePlace } from './place-options.js'

/** Whole numbers and the range each may lie in. Sums of them would stay in the bundles of pages that validate nothing. */
const NUMBERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  schemaVersion: [0, 2_147_483_647],
  lockTimeout: [1, 3_600_000],
  maxStateBytes: [1024, 2_147_483_648],
  logBytes: [65_536, 1_073_741_824],
}
const STRINGS: readonly string[] = ['scope', 'title']
const BOOLEANS: readonly string[] = ['readonly', 'checks', 'exclusive']
const OTHERS: readonly string[] = ['name', 'file', 'migrate', 'initialState', '~state']

const ONLY_FOR_CREATING: readonly string[] = ['exclusive', 'maxStateBytes', 'logBytes']
/** What immer can draft. */
const STATE_KINDS: readonly Kind[] = ['object', 'array', 'map', 'set']
const LONGEST_SCOPE = 1000

/** @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS, with a sentence that says what to write instead */
export function validateOptions(definition: StoreDefinition<unknown>): void {
  if (typeof definition !== 'object' || definition === null) {
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      'A store is described by an object: pass { name, initialState } or { file, initialState }',
    )
  }
  const options = definition as unknown as Record<string, unknown>
  const name = validatePlace(options)
  for (const key of Object.keys(options)) {
    if (!isKnown(key)) throw invalid(name, `has no option "${key}": remove it, or look for a typing error`)
  }
  for (const key of STRINGS) {
    if (options[key] !== undefined && typeof options[key] !== 'string')
      throw invalid(name, `needs a string as ${key}`)
  }
  for (const key of BOOLEANS) {
    if (options[key] !== undefined && typeof options[key] !== 'boolean') {
      throw invalid(name, `needs true or false as ${key}`)
    }
  }
  for (const [key, [least, most]] of Object.entries(NUMBERS)) {
    const value = options[key]
    if (value === undefined) continue
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      throw invalid(name, `needs a whole number from ${least} to ${most} as ${key}, not ${String(value)}`)
    }
  }
  if ((definition.scope?.length ?? 0) > LONGEST_SCOPE) {
    throw invalid(name, `has a scope of ${definition.scope?.length} characters: use at most ${LONGEST_SCOPE}`)
  }
  if (definition.file !== undefined && options['scope'] !== undefined)
    throw invalid(name, 'takes no scope: its path keeps it apart from others. Remove it')
  validateMigrate(name, definition)
  validateInitialState(name, definition.initialState)
  if (definition.initialState === undefined) {
    for (const key of ONLY_FOR_CREATING) {
      if (options[key] === undefined) continue
      throw invalid(name, `takes ${key} only with initialState: without one it is never created here`)
    }
  }
  if (definition.readonly && definition.exclusive) {
    throw invalid(name, 'cannot be exclusive and readonly: readonly never creates it. Remove one of them')
  }
}

function isKnown(key: string): boolean {
  return Object.hasOwn(NUMBERS, key) || [OTHERS, STRINGS, BOOLEANS].some(keys => keys.includes(key))
}

function validateMigrate(name: string, { file, migrate }: StoreDefinition<unknown>): void {
  if (migrate === undefined) return
  if (typeof migrate !== 'function') throw invalid(name, 'needs a function as migrate')
  if (file === undefined)
    throw invalid(
      name,
      'takes migrate only with file: in memory, programs of another schemaVersion have another store. Remove it',
    )
}

function validateInitialState(name: string, initialState: unknown): void {
  const problem = initialState === undefined ? undefined : problemWithState(initialState)
  if (problem !== undefined)
    throw invalid(name, `needs a plain object, array, Map or Set as initialState, not ${problem}`)
}

/** What `value` is, if that cannot be a state. */
export function problemWithState(value: unknown): string | undefined {
  const kind = typeof value === 'object' && value !== null ? kindOf(value) : undefined
  if (kind !== undefined && STATE_KINDS.includes(kind)) return undefined
  return kind ?? (typeof value === 'object' ? 'an instance of a class or null' : typeof value)
}

function invalid(name: string, problem: string): LockstepError {
  return new LockstepError('LOCKSTEP_OPTIONS', `The store "${name}" ${problem}`)
}
