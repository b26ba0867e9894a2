import { readdirSync, readFileSync } from 'node:fs'
import { memberAt } from './checks.mjs'

/** What it costs to wait: an open, subscribed store while nobody commits. @type {import('../types.js').Row} */
export const idle = {
  name: 'idle',
  async run(bench) {
    const seconds = bench.quick ? 1 : 60
    const contenders = ['fifo', ...bench.stores]
    const worlds = []
    try {
      for (const contender of contenders) {
        worlds.push(
          await bench.startWorld({
            contender,
            workload: contender === 'fifo' ? 'bytes' : 'medium',
            readers: 1,
          }),
        )
      }
      const pids = worlds.map(world => memberAt(world.readers, 0).pid)
      // V8 tidies up for some seconds after a start, store or no store.
      await elapsed(bench.quick ? 1 : 15)
      bench.progress(`nobody commits for ${seconds} s`)
      const before = pids.map(switches)
      await elapsed(seconds)
      const after = pids.map(switches)
      const values = Object.fromEntries(
        contenders.map((contender, n) => [contender, [Number(after[n]) - Number(before[n])]]),
      )
      const note = `context switches of all threads of a reader in ${seconds} s, all contenders at once; one window, whatever the rounds`
      return [{ id: 'idle', label: `wake-ups while idle, ${seconds} s`, unit: '', lower: true, values, note }]
    } finally {
      await Promise.all(worlds.map(world => world.stop()))
    }
  },
}

/** @param {number} seconds */
const elapsed = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000))

/** Context switches of all threads of a process since it started. @param {number} pid */
function switches(pid) {
  let sum = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8')
    for (const [, count] of status.matchAll(/ctxt_switches:\s+(\d+)/g)) sum += Number(count)
  }
  return sum
}
