import { readFileSync } from 'node:fs'
import { now } from '../harness/clock.mjs'

/** Private memory of this process in bytes: what the kernel counts as anonymous, so shared pages stay out. */
function privateBytes() {
  collectGarbage()
  const found = /RssAnon:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))
  return Number(found?.[1]) * 1024
}

/** The processes run with --expose-gc. Twice: the first run can leave what only finalizers let go. */
function collectGarbage() {
  globalThis.gc?.()
  globalThis.gc?.()
}

/** Coming in, and what it takes to be there. @param {import('./context.mjs').Context} context @returns {import('./context.mjs').Tasks} */
export function joinTasks(context) {
  const { contender, config } = context
  return {
    /** Milliseconds from the call that connects to a complete state, each time from scratch; the first finds cold code. */
    async join({ times, version }) {
      /** @type {number[]} */
      const took = []
      for (let n = 0; n < times; n += 1) {
        if (n > 0) context.peer.close()
        collectGarbage()
        const started = now()
        const peer = await contender.connect(config)
        peer.getState()
        took.push((now() - started) / 1e6)
        if (peer.version !== version) throw new Error(`joined at version ${peer.version}, not ${version}`)
        context.use(peer)
      }
      return took
    },

    privateBytes,
  }
}
