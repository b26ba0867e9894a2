import { hostname } from 'node:os'
import type { Cpu, Memory, MonitorState, NetworkInterface, Point, ProcessUse } from '../store.js'
import { cpuBetween } from './cpu.js'
import { readCpu, readLoad, readMemory, readNetwork, readProcesses, readProcessMemory } from './machine.js'
import { networkBetween } from './network.js'
import { busiest } from './processes.js'

const PROCESSES_SHOWN = 10
/** Reading every process costs more than all the rest together: done once in so many samples. */
const SAMPLES_PER_TABLE = 4

export interface Sample {
  readonly host: string
  readonly time: number
  readonly cpu: Cpu
  readonly memory: Memory
  readonly load: MonitorState['load']
  readonly network: NetworkInterface[]
  /** Undefined in the samples that leave the table as it was. */
  readonly processes: ProcessUse[] | undefined
  readonly point: Point
}

/** The kernel only counts up: a sample is the difference between this call and the last (the first: this one). */
export function createSampler(): () => Sample {
  const host = hostname()
  let count = 0
  let last = { at: performance.now(), cpu: readCpu(), network: readNetwork() }
  let lastTable = { cpu: last.cpu, processes: readProcesses() }

  function readTable(): ProcessUse[] {
    const table = { cpu: readCpu(), processes: readProcesses() }
    const { cpu, processes } = lastTable
    const ticksPerCore = (table.cpu.total.all - cpu.total.all) / Math.max(1, table.cpu.cores.length)
    lastTable = table
    return busiest(processes, table.processes, ticksPerCore, PROCESSES_SHOWN).map(process => ({
      ...process,
      memory: readProcessMemory(process.pid),
    }))
  }

  return () => {
    const now = { at: performance.now(), cpu: readCpu(), network: readNetwork() }
    const cpu = cpuBetween(last.cpu, now.cpu)
    const network = networkBetween(last.network, now.network, (now.at - last.at) / 1000)
    last = now

    const memory = readMemory()
    // What goes through lo neither comes in nor goes out.
    const outside = network.filter(({ name }) => name !== 'lo')
    return {
      host,
      time: Date.now(),
      cpu,
      memory,
      load: readLoad(),
      network,
      processes: ++count % SAMPLES_PER_TABLE === 0 ? readTable() : undefined,
      point: {
        cpu: cpu.total,
        memory: memory.total > 0 ? (100 * memory.used) / memory.total : 0,
        received: outside.reduce((sum, { received }) => sum + received, 0),
        sent: outside.reduce((sum, { sent }) => sum + sent, 0),
      },
    }
  }
}
