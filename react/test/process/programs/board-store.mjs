import { createStore } from '@lockstep/core'

/**
 * @typedef {object} Board
 * @property {number} changes the number of commits
 * @property {number} shown changes with some of the commits only
 * @property {{ id: string, title: string, done: boolean }[]} notes
 */

/** Opens the board that the test named by LOCKSTEP_SCOPE shares among its processes. */
export function openBoard() {
  /** @type {Board} */
  const initialState = { changes: 0, shown: 0, notes: [] }
  return createStore({ name: 'lockstep.test.board', initialState })
}
