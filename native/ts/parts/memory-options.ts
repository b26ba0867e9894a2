import { resolve } from 'node:path'
import { lockstepError } from '../errors.js'
import { checkOptions, flagOf, keyOf, labelOf, type NameOptions } from './names.js'
import type { MemoryOptions } from './native.js'

/** `copy-on-write`: what this view writes, nobody else sees, and no file gets. */
export type Access = 'readwrite' | 'readonly' | 'copy-on-write'

/** A name, or the path of a file. */
export type MemoryPlace = NameOptions | { readonly file: string }

/** Which part of the memory is mapped, and for what. */
export interface ViewOptions {
  /** Default: `readwrite`. */
  readonly access?: Access
  /** Where the view begins, in bytes; any value, not only multiples of a page. Default: 0. */
  readonly offset?: number
  /** Bytes of the view; any number. Default: to the end. */
  readonly length?: number
}

export type CreateMemoryOptions = MemoryPlace &
  ViewOptions & {
    /** Bytes of the whole memory, filled with zeros. A file that is shorter is made longer, one that is longer kept. */
    readonly bytes: number
    /** Throw `LOCKSTEP_EXISTS` where somebody has it open, or the file is there. */
    readonly exclusive?: boolean
  }

const KINDS: readonly unknown[] = ['readwrite', 'readonly', 'copy-on-write'] satisfies readonly Access[]
const COMMON = ['name', 'scope', 'file', 'access', 'offset', 'length']

function wholeNumber(label: string, option: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw lockstepError(
    'LOCKSTEP_OPTIONS',
    `${label}: ${option} must be a whole number of bytes, ${least} or more.`,
  )
}

/** Checks what a user gave, and says it as the addon takes it. Throws LOCKSTEP_OPTIONS, LOCKSTEP_NAME. */
export function memoryOptions(
  given: MemoryPlace & ViewOptions & { readonly bytes?: unknown; readonly exclusive?: unknown },
  kind: 'create' | 'open',
  more: readonly string[],
): MemoryOptions {
  checkOptions('Memory', given, [...COMMON, ...more])
  const { access = 'readwrite', offset = 0, length, bytes, exclusive } = given
  const label = labelOf('Memory', 'file' in given ? given.file : given.name)
  if ('file' in given && 'name' in given)
    throw lockstepError('LOCKSTEP_OPTIONS', `${label}: give a name or a file, not both.`)
  if ('file' in given && (typeof given.file !== 'string' || given.file === '' || given.file.includes('\0')))
    throw lockstepError('LOCKSTEP_OPTIONS', `${label}: file must be the path of a file.`)
  if (!KINDS.includes(access))
    throw lockstepError(
      'LOCKSTEP_OPTIONS',
      `${label}: access must be 'readwrite', 'readonly' or 'copy-on-write'.`,
    )
  return {
    label,
    ...('file' in given ? { key: '', file: resolve(given.file) } : { key: keyOf('Memory', given) }),
    create: kind === 'create',
    exclusive: flagOf(label, 'exclusive', exclusive),
    bytes: kind === 'create' ? wholeNumber(label, 'bytes', bytes, 1) : 0,
    access,
    offset: wholeNumber(label, 'offset', offset, 0),
    length: length === undefined ? undefined : wholeNumber(label, 'length', length, 1),
  }
}
