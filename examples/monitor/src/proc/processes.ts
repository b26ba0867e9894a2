/** One line of `/proc/<pid>/stat`, as far as the table needs it. */
export interface ProcessTicks {
  readonly pid: number
  readonly name: string
  /** CPU ticks used so far, user and system. */
  readonly ticks: number
  /** When it started, in ticks since boot: tells a process from a later one with the same pid. */
  readonly started: number
}

/** Reads `/proc/<pid>/stat`; undefined if it is not such a line (the process has just ended). */
export function parseProcess(stat: string): ProcessTicks | undefined {
  // The name stands in parentheses and may hold spaces and parentheses itself: it ends at the last one.
  const open = stat.indexOf('(')
  const close = stat.lastIndexOf(')')
  if (open < 0 || close < open) return undefined
  const fields = stat.slice(close + 2).split(' ')
  return {
    pid: Number.parseInt(stat, 10),
    // Anybody may name a process: what could steer a terminal must not get through.
    name: stat.slice(open + 1, close).replace(/\p{C}/gu, '?'),
    ticks: Number(fields[11]) + Number(fields[12]),
    started: Number(fields[19]),
  }
}

export interface BusyProcess {
  readonly pid: number
  readonly name: string
  /** Percent of one core. */
  readonly cpu: number
}

/** The `count` processes that used most CPU between two readings; among idle ones, those that used most so far. */
export function busiest(
  before: readonly ProcessTicks[],
  after: readonly ProcessTicks[],
  ticksPerCore: number,
  count: number,
): BusyProcess[] {
  const then = new Map(before.map(process => [process.pid, process]))
  const used = (now: ProcessTicks) => {
    const earlier = then.get(now.pid)
    return now.ticks - (earlier?.started === now.started ? earlier.ticks : 0)
  }
  return after
    .map(process => ({ process, used: used(process) }))
    .sort((a, b) => b.used - a.used || b.process.ticks - a.process.ticks)
    .slice(0, count)
    .map(({ process: { pid, name }, used }) => ({
      pid,
      name,
      cpu: ticksPerCore > 0 ? (100 * used) / ticksPerCore : 0,
    }))
}
