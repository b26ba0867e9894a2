import type { Memory } from '../store.js'

/** Reads `/proc/meminfo`. What the kernel can free at once (caches) is not used. */
export function parseMemory(meminfo: string): Memory {
  const total = kilobytes(meminfo, 'MemTotal')
  return { total, used: total - kilobytes(meminfo, 'MemAvailable') }
}

/** The bytes of a line such as `VmRSS:     1234 kB`; 0 if there is none (a kernel thread has no memory of its own). */
export function kilobytes(text: string, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)
  return line === null ? 0 : Number(line[1]) * 1024
}
