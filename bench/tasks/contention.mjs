import { now } from '../harness/clock.mjs'
import { workloadCalled } from '../workloads.mjs'

/** Many writers on one value. @param {import('./context.mjs').Context} context @returns {import('./context.mjs').Tasks} */
export function contentionTasks(context) {
  return {
    /** Commits in a tight loop, each after the one before was taken. The longest one in milliseconds. */
    async count({ updates }) {
      const { peer } = context
      const { recipe } = workloadCalled('counter')
      const started = now()
      let longest = 0
      let last = started
      for (let n = 0; n < updates; n += 1) {
        const taken = peer.commit(recipe(0, 0))
        if (taken !== undefined) await taken
        const at = now()
        longest = Math.max(longest, at - last)
        last = at
      }
      return { started, ended: last, longest: longest / 1e6 }
    },

    /** The counter, when everything up to `version` is here (or it has not come in a good while). */
    async counted({ version }) {
      const { peer } = context
      const deadline = now() + 5e9
      let state = peer.getState()
      while (peer.version < version && now() < deadline) {
        await new Promise(resolve => setImmediate(resolve))
        state = peer.getState()
      }
      return { version: peer.version, n: /** @type {{ n: number }} */ (state).n }
    },
  }
}
