import type { Cpu } from '../store.js'

/** Ticks since the machine started. */
export interface CpuTicks {
  readonly busy: number
  readonly all: number
}

export interface CpuCounters {
  readonly total: CpuTicks
  readonly cores: readonly CpuTicks[]
}

/** Reads `/proc/stat`. */
export function parseCpu(stat: string): CpuCounters {
  let total: CpuTicks = { busy: 0, all: 0 }
  const cores: CpuTicks[] = []
  for (const [, core, figures] of stat.matchAll(/^cpu(\d*) +(.+)$/gm)) {
    // user nice system idle iowait irq softirq steal; the two guest figures after them are part of user and nice.
    const ticks = figures!.split(' ').slice(0, 8).map(Number)
    const all = ticks.reduce((sum, count) => sum + count, 0)
    const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0)
    if (core === '') total = { busy: all - idle, all }
    else cores.push({ busy: all - idle, all })
  }
  return { total, cores }
}

/** How busy the machine was between two readings. A core that was not there before counts as idle. */
export function cpuBetween(before: CpuCounters, after: CpuCounters): Cpu {
  return {
    total: busyPercent(before.total, after.total),
    cores: after.cores.map((core, index) => busyPercent(before.cores[index] ?? core, core)),
  }
}

function busyPercent(before: CpuTicks, after: CpuTicks): number {
  const elapsed = after.all - before.all
  if (elapsed <= 0) return 0
  // iowait may go backwards, so busy may pass both ends.
  return Math.min(100, Math.max(0, (100 * (after.busy - before.busy)) / elapsed))
}
