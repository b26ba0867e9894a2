import type { Origin } from './origins.js'

/** Values that are copied by being assigned. */
export type Primitive = string | number | bigint | boolean | null | undefined

/**
 * A key on the way to a value: a property name, an array index, a Set member's position (all strings and numbers),
 * or a Map's key, which can be any primitive but `undefined` (immer loses what such a key leads to).
 */
export type PathKey = Exclude<Primitive, undefined>

/** One step of a commit, as immer makes them. A path is an array of keys; the empty one is the whole state. */
export type Patch =
  | { readonly op: 'replace' | 'add'; readonly path: readonly PathKey[]; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: readonly PathKey[]; readonly value?: unknown }

/** What one `update` changed: its patches in order, and the name its maker gave it. */
export interface Commit {
  readonly patches: readonly Patch[]
  readonly label: string | undefined
  /** The relay client that made it, if one did. */
  readonly origin?: Origin | undefined
}

/**
 * Property names that no patch may contain: a foreign one could reach a prototype through them. A change of such a
 * property travels as a replacement of the object that has it.
 */
export function isReservedName(key: PathKey): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}

/**
 * Whether a path may go on behind `key`. immer's own `applyPatches`, which listeners of `onCommit` may use, turns any
 * other key into a text on the way: what lies behind one is replaced as a whole.
 */
export function leadsOn(key: PathKey): boolean {
  return typeof key === 'string' || typeof key === 'number'
}
