import { type Kind, kindOf } from '../commit/kinds.js'
import { LockstepError } from '../errors/errors.js'
import type { StoreDefinition } from './definition.js'

const KIB = 1024
const GIB = 1024 ** 3

/** Whole numbers and the range each may lie in. */
const NUMBERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  schemaVersion: [0, 2 ** 31 - 1],
  lockTimeout: [1, 3_600_000],
  maxStateBytes: [KIB, 2 * GIB],
  logBytes: [64 * KIB, GIB],
}
const STRINGS: readonly string[] = ['scope', 'title']
const BOOLEANS: readonly string[] = ['readonly', 'checks', 'exclusive']
const KNOWN: readonly string[] = [
  'name',
  'initialState',
  '~state',
  ...Object.keys(NUMBERS),
  ...STRINGS,
  ...BOOLEANS,
]

const ONLY_FOR_CREATING: readonly string[] = ['exclusive', 'maxStateBytes', 'logBytes']
/** What immer can draft. */
const STATE_KINDS: readonly Kind[] = ['object', 'array', 'map', 'set']
const LONGEST_SCOPE = 1000

/** @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS, with a sentence that says what to write instead */
export function validateOptions(definition: StoreDefinition<unknown>): void {
  if (typeof definition !== 'object' || definition === null) {
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      'A store is described by an object: pass { name, initialState }',
    )
  }
  const options = definition as unknown as Record<string, unknown>
  validateName(options['name'])
  const name = definition.name
  for (const key of Object.keys(options)) {
    if (!KNOWN.includes(key))
      throw invalid(name, `has no option "${key}": remove it, or look for a typing error`)
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

function validateName(name: unknown): void {
  const problem = problemWithName(name)
  if (problem !== undefined) throw new LockstepError('LOCKSTEP_NAME', problem)
}

function problemWithName(name: unknown): string | undefined {
  if (typeof name !== 'string') return 'A store needs a name: pass a string, such as "acme.editor"'
  if (name === '') return 'A store needs a name, this one is empty: write something like "acme.editor"'
  if (name.length > 100)
    return `The store name "${name.slice(0, 20)}…" has ${name.length} characters: use at most 100`
  const shown = JSON.stringify(name)
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    return `The store name ${shown} has characters that are not letters of A-Z, digits, ".", "_" or "-": use only these`
  }
  if (name.startsWith('.')) return `The store name ${shown} starts with a dot: start it with a letter`
  if (name.includes('..')) return `The store name ${shown} contains "..": use single dots`
  return undefined
}

function validateInitialState(name: string, initialState: unknown): void {
  if (initialState === undefined) return
  const kind = typeof initialState === 'object' && initialState !== null ? kindOf(initialState) : undefined
  if (kind !== undefined && STATE_KINDS.includes(kind)) return
  const got =
    kind ?? (typeof initialState === 'object' ? 'an instance of a class or null' : typeof initialState)
  throw invalid(name, `needs a plain object, array, Map or Set as initialState, not ${got}`)
}

function invalid(name: string, problem: string): LockstepError {
  return new LockstepError('LOCKSTEP_OPTIONS', `The store "${name}" ${problem}`)
}
