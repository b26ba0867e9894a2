import { defineStore } from '@lockstep/core'

/** At most so many writers, one after the other. */
export const LIVES = 256

/** What is written with the number `left`: large enough that many a writer dies while it copies it into the log. */
export const pageOf = left => new Uint8Array(8192).fill(left)

/** What writers that are killed write to. All but `made` changes together; `made` counts for each writer. */
export const ledger = defineStore({
  name: 'ledger',
  // Small, so that writers also die while they write a checkpoint.
  logBytes: 512 * 1024,
  initialState: { left: 0, made: Array.from({ length: LIVES }, () => 0), page: pageOf(0), right: 0 },
})
