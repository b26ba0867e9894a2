import { createHash } from 'node:crypto'
import { cpu, now } from '../harness/clock.mjs'
import { workloadCalled } from '../workloads.mjs'

/** Joining, filling, waiting and comparing: what every row needs. @param {import('./context.mjs').Context} context @returns {import('./context.mjs').Tasks} */
export function commonTasks(context) {
  const { contender, config } = context

  /** Resolves when `version` is applied here. @param {number} version */
  function applied(version) {
    if (context.peer.version >= version) return
    return new Promise(resolve => {
      const stop = context.onApplied((_state, at) => {
        if (at < version) return
        stop()
        resolve(undefined)
      })
    })
  }

  return {
    async connect() {
      context.use(await contender.connect(config))
    },

    async fill({ workload }) {
      await context.peer.commit(draft => void Object.assign(draft, workloadCalled(workload).full()))
      return { version: context.peer.version }
    },

    async reached({ version }) {
      await applied(version)
      return { at: now() }
    },

    cpu: () => cpu(),

    /** For comparing: equal states give equal digests. */
    digest() {
      context.peer.getState()
      return {
        version: context.peer.version,
        state: createHash('sha1').update(JSON.stringify(context.peer.getState())).digest('hex'),
      }
    },
  }
}
