import { createHash } from 'node:crypto'
import { env } from 'node:process'
import { lockstepError } from '../errors.js'

/** Who finds the same thing: everybody of this user's who uses the same name in the same scope. */
export interface NameOptions {
  /** Letters `A-Z a-z`, digits, `.`, `_`, `-`; at most 100 characters. Memory, mutexes and events have names of their own. */
  readonly name: string
  /** Keeps equal names apart, such as those of a development run; any string. Default: `LOCKSTEP_SCOPE`, else empty. */
  readonly scope?: string
}

const LONGEST_NAME = 100

/** `Mutex "acme.window"`: what messages call it. */
export function labelOf(kind: string, name: unknown): string {
  return `${kind} ${typeof name === 'string' ? JSON.stringify(name.slice(0, LONGEST_NAME)) : String(name)}`
}

/** Refuses what is no object, and names the options that do not exist. */
export function checkOptions(kind: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null)
    throw lockstepError(
      'LOCKSTEP_OPTIONS',
      `${kind}: the options must be an object, such as { name: 'acme' }.`,
    )
  const unknown = Object.keys(given).filter(option => !known.includes(option))
  if (unknown.length > 0)
    throw lockstepError(
      'LOCKSTEP_OPTIONS',
      `${kind}: there is no option ${unknown.join(', ')}: there are ${known.join(', ')}.`,
    )
}

/** The name in the operating system. Throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS. */
export function keyOf(kind: string, { name, scope = env['LOCKSTEP_SCOPE'] ?? '' }: NameOptions): string {
  if (typeof name !== 'string' || !/^(?!\.)(?!.*\.\.)[A-Za-z0-9._-]{1,100}$/.test(name))
    throw lockstepError(
      'LOCKSTEP_NAME',
      `${labelOf(kind, name)}: a name has 1 to ${LONGEST_NAME} letters of A-Z, digits, ".", "_" or "-", does not begin with a dot and has no "..".`,
    )
  if (typeof scope !== 'string')
    throw lockstepError('LOCKSTEP_OPTIONS', `${labelOf(kind, name)}: scope must be a string.`)
  return `${name}@${createHash('sha256').update(scope).digest('hex').slice(0, 16)}`
}

/** An option that is true or false, and false where it is left out. */
export function flagOf(label: string, option: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true
  throw lockstepError('LOCKSTEP_OPTIONS', `${label}: ${option} must be true or false.`)
}
