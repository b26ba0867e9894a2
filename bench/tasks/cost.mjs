import { enablePatches, Immer } from 'immer'
import { now } from '../harness/clock.mjs'
import { workloadCalled } from '../workloads.mjs'

enablePatches()
const immer = new Immer({ autoFreeze: false })

/** What calls cost the caller. @param {import('./context.mjs').Context} context @returns {import('./context.mjs').Tasks} */
export function costTasks(context) {
  return {
    /**
     * Microseconds of an update, block by block, in turn with the same recipe in immer alone on a state of its own: both
     * run the same compiled code under the same load. What has piled up is let go between the blocks.
     */
    async updateCost({ workload, blocks, updates }) {
      const { recipe, full } = workloadCalled(workload)
      const { peer } = context
      /** @type {number[]} */
      const ours = []
      /** @type {number[]} */
      const alone = []
      let state = full()
      let version = 0
      for (let block = 0; block < blocks; block += 1) {
        const first = now()
        for (let n = 0; n < updates; n += 1) {
          version += 1
          state = immer.produceWithPatches(state, recipe(version, version))[0]
        }
        const second = now()
        for (let n = 0; n < updates; n += 1) {
          const next = peer.version + 1
          peer.update(recipe(next, next))
        }
        const third = now()
        alone.push((second - first) / 1000 / updates)
        ours.push((third - second) / 1000 / updates)
        if (peer.congested) await peer.drained()
        await new Promise(resolve => setImmediate(resolve))
      }
      return { ours, alone }
    },

    /** Nanoseconds of a `getState()` that finds nothing new, block by block. */
    getStateCost({ blocks, calls }) {
      const { getState } = context.peer
      const state = getState()
      /** @type {number[]} */
      const took = []
      for (let block = 0; block < blocks; block += 1) {
        let same = 0
        const started = now()
        for (let n = 0; n < calls; n += 1) if (getState() === state) same += 1
        took.push((now() - started) / calls)
        if (same !== calls) throw new Error('getState() moved although nobody commits')
      }
      return took
    },
  }
}
