import { cpu, now } from '../harness/clock.mjs'
import { workloadCalled } from '../workloads.mjs'

/** A writer's updates, paced and as fast as they go, and what a reader sees of them. @param {import('./context.mjs').Context} context @returns {import('./context.mjs').Tasks} */
export function trafficTasks(context) {
  /** @type {Promise<number[]> | undefined} */
  let watched

  return {
    /** One update at each tick of a timer; each writes the time at which it was called. */
    paced({ workload, updates }) {
      const { recipe } = workloadCalled(workload)
      const { peer } = context
      const started = now()
      let left = updates
      return new Promise(resolve => {
        const timer = setInterval(() => {
          peer.update(recipe(peer.version + 1, now()))
          left -= 1
          if (left > 0) return
          clearInterval(timer)
          resolve({ perSecond: (updates / (now() - started)) * 1e9, version: peer.version })
        }, 1)
      })
    },

    /** Begins to note one-way latencies in µs, from the call of `update` to the listener here, up to version `to`. */
    watch({ workload, from, to }) {
      const { value } = workloadCalled(workload)
      /** @type {number[]} */
      const latencies = []
      watched = new Promise(resolve => {
        let next = from + 1
        const stop = context.onApplied((state, version) => {
          const seen = now()
          for (; next <= version; next += 1) latencies.push((seen - value(state, next)) / 1000)
          if (next <= to) return
          stop()
          resolve(latencies)
        })
      })
    },

    /** What `watch` noted, when it has seen all. */
    latencies: () => watched,

    /** As many updates as fast as the contender takes them. */
    async burst({ workload, updates }) {
      const { recipe } = workloadCalled(workload)
      const { peer } = context
      const before = process.cpuUsage()
      const started = now()
      const from = peer.version
      for (let version = from + 1; version <= from + updates; version += 1) {
        peer.update(recipe(version, version))
        if (peer.congested) await peer.drained()
      }
      if (peer.version !== from + updates)
        throw new Error(`at version ${peer.version}, not ${from + updates}`)
      return { started, cpu: cpu(before), version: peer.version }
    },
  }
}
