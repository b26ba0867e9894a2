import { defineStore } from '@lockstep/core'

/** At most so many writers, one after the other. */
export const LIVES = 256

/** What writers that are killed write to. `left` and `right` change together; `made` counts for each writer. */
export const ledger = defineStore({
  name: 'ledger',
  // Small, so that writers also die while they write a checkpoint.
  logBytes: 256 * 1024,
  initialState: { left: 0, made: Array.from({ length: LIVES }, () => 0), right: 0 },
})
