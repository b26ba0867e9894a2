import { now } from '../harness/clock.mjs'
import { workloadCalled } from '../workloads.mjs'

/** Commits beside checkpoints. @param {import('./context.mjs').Context} context @returns {import('./context.mjs').Tasks} */
export function checkpointTasks(context) {
  /** @type {NodeJS.Timeout | undefined} */
  let pushing

  return {
    /** Commits so many bytes every millisecond until `stopPushing`: the log fills up, and this process checkpoints. */
    startPushing({ bytes }) {
      let n = 0
      pushing = setInterval(() => {
        const text = String.fromCharCode(97 + (n++ % 26)).repeat(bytes)
        context.peer.update(draft => {
          draft.ballast = text
        })
      }, 1)
    },
    stopPushing() {
      clearInterval(pushing)
    },

    /** Microseconds that each of so many paced commits takes. */
    commitLatencies({ workload, updates }) {
      const { recipe } = workloadCalled(workload)
      const { peer } = context
      /** @type {number[]} */
      const took = []
      return new Promise(resolve => {
        const timer = setInterval(() => {
          const started = now()
          peer.update(recipe(0, started))
          took.push((now() - started) / 1000)
          if (took.length < updates) return
          clearInterval(timer)
          resolve(took)
        }, 1)
      })
    },
  }
}
