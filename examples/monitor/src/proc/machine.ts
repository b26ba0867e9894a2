// What is read from /proc, and nothing else: the parsers beside this file are pure.
import { readdirSync, readFileSync } from 'node:fs'
import { type CpuCounters, parseCpu } from './cpu.js'
import { parseLoad } from './load.js'
import { kilobytes, parseMemory } from './memory.js'
import { type NetworkCounter, parseNetwork } from './network.js'
import { type ProcessTicks, parseProcess } from './processes.js'

export function readCpu(): CpuCounters {
  return parseCpu(readFileSync('/proc/stat', 'utf8'))
}

export function readMemory() {
  return parseMemory(readFileSync('/proc/meminfo', 'utf8'))
}

export function readLoad() {
  return parseLoad(readFileSync('/proc/loadavg', 'utf8'))
}

export function readNetwork(): NetworkCounter[] {
  return parseNetwork(readFileSync('/proc/net/dev', 'utf8'))
}

export function readProcesses(): ProcessTicks[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .map(pid => parseProcess(readOfProcess(Number(pid), 'stat')))
    .filter(process => process !== undefined)
}

/** Resident bytes; 0 for one that has ended. */
export function readProcessMemory(pid: number): number {
  return kilobytes(readOfProcess(pid, 'status'), 'VmRSS')
}

/** Empty when the process ended between being listed and being read: that happens all the time. */
function readOfProcess(pid: number, file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
