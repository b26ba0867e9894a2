// The store of the proofs, for pages and processes alike. Each commit changes all of its parts.
import { defineStore } from '@lockstep/core/memory'

export const ledger = defineStore({
  name: 'ledger',
  initialState: {
    n: 0,
    /** Every commit by its name, `who:which`, anywhere. */
    list: [],
    /** Of each writer, how many. */
    made: {},
  },
})

/** The recipe of the commit `which` (from 1) of `who`; `at`, any whole number, says where in the list. */
export const entry = (who, which, at) => draft => {
  draft.n += 1
  // Near the end: what comes behind it moves, and is part of the commit.
  const behind = at % Math.min(16, draft.list.length + 1)
  draft.list.splice(draft.list.length - behind, 0, `${who}:${which}`)
  draft.made[who] = which
}

/** What is wrong with a state that no half of a commit may be in; undefined if nothing is. */
export function flaw({ n, list, made }) {
  const sum = Object.values(made).reduce((before, count) => before + count, 0)
  return n === list.length && n === sum ? undefined : `n ${n}, list ${list.length}, made ${sum}`
}
