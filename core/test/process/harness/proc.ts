import { readdirSync, readFileSync } from 'node:fs'
import { tool, windows } from './windows.js'

/**
 * How often the kernel put a process's threads on a processor and took them off again, and what they used of it.
 * Windows does not tell how often: there it is 0.
 */
export interface Activity {
  /** Of the thread that runs JavaScript. */
  readonly mainSwitches: number
  /** Of all threads. */
  readonly switches: number
  /** User and system time of all threads, in ticks of a hundredth of a second. */
  readonly ticks: number
}

export function activityOf(pid: number): Activity {
  if (windows) return { mainSwitches: 0, switches: 0, ticks: tool().ticks(pid) }
  let switches = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) switches += switchesOf(`/proc/${pid}/task/${thread}`)
  const stat = statOf(pid)
  return {
    mainSwitches: switchesOf(`/proc/${pid}/task/${pid}`),
    switches,
    ticks: Number(stat[11]) + Number(stat[12]),
  }
}

export function isStopped(pid: number): boolean {
  return windows ? tool().isSuspended(pid) : stateOf(pid) === 'T'
}

/** Whether it waits for something to happen. Windows does not tell: there it is not asked. */
export function isAsleep(pid: number): boolean {
  return windows || stateOf(pid) === 'S'
}

/** How many threads it has; undefined on Windows. */
export function threadsOf(pid: number): number | undefined {
  return windows ? undefined : readdirSync(`/proc/${pid}/task`).length
}

/** How many descriptors (on Windows: handles) this process has open. */
export function openDescriptors(): number {
  return windows ? tool().handles() : readdirSync('/proc/self/fd').length
}

/** `S` asleep, `R` running or ready to, `T` stopped; see proc(5). */
function stateOf(pid: number): string {
  return statOf(pid)[0] ?? ''
}

function switchesOf(directory: string): number {
  const status = readFileSync(`${directory}/status`, 'utf8')
  let sum = 0
  for (const [, count] of status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s*(\d+)$/gm))
    sum += Number(count)
  return sum
}

/** The fields after the command, which stands in parentheses and may hold anything. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
