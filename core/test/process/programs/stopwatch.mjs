// Times calls, and tells what kept them: the call itself (work, and waiting for others), or the kernel, which gave the
// processor to somebody else.
import { openSync, readSync } from 'node:fs'

/** Milliseconds within which everything that kept the thread from running counts as the call's. */
const STALE = 1
/** Calls faster than this are of no interest. */
const SLOW = 2

/**
 * @param slow called for each slow call with its times in milliseconds: `start` and `end` by the machine's monotonic
 * clock, and `net`, which leaves out how long the thread waited for a processor
 */
export function createStopwatch(slow) {
  const schedule = openSchedule()
  const origin = Number(process.hrtime.bigint()) / 1e6 - performance.now()
  let waited = schedule.waited()
  let sampled = performance.now()

  return function time(call) {
    let start = performance.now()
    if (start - sampled > STALE) {
      waited = schedule.waited()
      sampled = start = performance.now()
    }
    call()
    const end = performance.now()
    if (end - start < SLOW) return
    const before = waited
    waited = schedule.waited()
    sampled = performance.now()
    slow({ start: origin + start, end: origin + end, net: end - start - (waited - before) })
  }
}

/** How long the kernel has let this thread wait for a processor, in milliseconds. Windows does not tell. */
function openSchedule() {
  if (process.platform === 'win32') return { waited: () => 0 }
  const text = Buffer.alloc(128)
  const file = openSync('/proc/thread-self/schedstat', 'r')
  return {
    waited: () => Number(text.toString('latin1', 0, readSync(file, text, 0, 128, 0)).split(' ')[1]) / 1e6,
  }
}
