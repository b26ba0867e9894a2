// How often a process was woken: what the kernel counts for each of its threads.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

const GLANCE_MS = 100

/** Times that threads of the process gave the processor up, so far: each is a wake-up that came before. */
export function wakeups(pid) {
  let sum = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')
      sum += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1])
    } catch {
      // A thread that has just ended.
    }
  }
  return sum
}

/** Resolves when nothing has happened in the process for a moment. */
export async function asleep(pid) {
  for (let before = -1, now = wakeups(pid); before !== now; ) {
    await setTimeout(GLANCE_MS)
    before = now
    now = wakeups(pid)
  }
}

/** The most wake-ups a process without timers had while another was watched, window by window. */
export async function during(milliseconds, pids) {
  const before = pids.map(wakeups)
  await setTimeout(milliseconds)
  return pids.map((pid, index) => wakeups(pid) - before[index])
}
