// Every check, in the order of the table's rows.
import { endings, kill, lapped, lifetime } from './dying.mjs'
import { parts } from './parts.mjs'
import { formats, idle, mixed, twoProcesses, waking, workers } from './sharing.mjs'
import { terminated } from './terminating.mjs'

/**
 * @typedef {object} Check
 * @property {string} title what holds when it passes
 * @property {(world: object) => Promise<void>} run throws what went wrong
 */

/** @type {Readonly<Record<string, Check>>} */
export const checks = {
  formats,
  twoProcesses,
  mixed,
  waking,
  idle,
  workers,
  kill,
  lapped,
  lifetime,
  endings,
  parts,
  terminated,
}
