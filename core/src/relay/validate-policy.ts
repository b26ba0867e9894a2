import { LockstepError } from '../errors/errors.js'
import type { ServeOptions } from './serve-store.js'

const FUNCTIONS = ['judge', 'onRefused', 'authorise', 'onClose'] as const
const KNOWN: readonly string[] = ['readonly', 'write', 'read', 'name', ...FUNCTIONS]

/**
 * A policy with a typing error would let in what it was written to keep out.
 * @throws LOCKSTEP_OPTIONS
 */
export function validatePolicy(name: string, policy: ServeOptions<unknown>): void {
  if (typeof policy !== 'object' || policy === null) throw invalid(name, 'must be an object')
  for (const key of Object.keys(policy)) {
    if (!KNOWN.includes(key))
      throw invalid(name, `has no part "${key}": remove it, or look for a typing error`)
  }
  for (const key of FUNCTIONS) {
    if (policy[key] !== undefined && typeof policy[key] !== 'function')
      throw invalid(name, `needs a function as ${key}`)
  }
  const { readonly, write, read } = policy
  if (policy.name !== undefined && typeof policy.name !== 'string')
    throw invalid(name, 'needs a string as name')
  if (readonly !== undefined && typeof readonly !== 'boolean')
    throw invalid(name, 'needs true or false as readonly')
  if (readonly && write !== undefined)
    throw invalid(name, 'is readonly and says what may be written: remove one of them')
  if (read !== undefined && !arePatterns(read))
    throw invalid(name, 'needs paths as read: [["todos", "*", "done"]]')
  if (write === undefined || arePatterns(write)) return
  if (typeof write === 'object' && write !== null && Object.values(write).every(arePatterns)) return
  throw invalid(name, 'needs paths as write: [["todos", "*", "done"]], or { label: paths }')
}

function arePatterns(value: unknown): boolean {
  return Array.isArray(value) && value.every(Array.isArray)
}

function invalid(name: string, problem: string): LockstepError {
  return new LockstepError('LOCKSTEP_OPTIONS', `The policy for a client of the store "${name}" ${problem}`)
}
