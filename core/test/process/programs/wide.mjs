import { defineStore } from '@lockstep/core'

/** A counter beside parts that nobody touches. The log is small, so that it is soon full. */
export const wide = defineStore({
  name: 'wide',
  logBytes: 256 * 1024,
  initialState: {
    n: 0,
    list: Array.from({ length: 100 }, (_, id) => ({ id, text: `item ${id}`, tags: new Set([id]) })),
    when: { made: new Date(0), bytes: new Uint8Array(64) },
  },
})
