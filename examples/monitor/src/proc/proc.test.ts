import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { describe, expect, test } from 'vitest'
import { cpuBetween, parseCpu } from './cpu.js'
import { parseLoad } from './load.js'
import { readCpu, readLoad, readMemory, readNetwork, readProcesses, readProcessMemory } from './machine.js'
import { kilobytes, parseMemory } from './memory.js'
import { networkBetween, parseNetwork } from './network.js'
import { busiest, parseProcess } from './processes.js'
import { createSampler } from './sampler.js'

const captured = (file: string) =>
  readFileSync(new URL(`../../test/captured/${file}`, import.meta.url), 'utf8')

describe('text captured from a kernel', () => {
  test('CPU ticks, in total and per core, without the lines after them', () => {
    const { total, cores } = parseCpu(captured('stat.txt'))
    expect(total).toEqual({ busy: 9481 + 3055 + 168 + 1361, all: 9481 + 3055 + 282643 + 457 + 168 + 1361 })
    expect(cores).toHaveLength(2)
    expect(cores[1]).toEqual({ busy: 5706 + 1776 + 97 + 616, all: 5706 + 1776 + 139984 + 409 + 97 + 616 })
  })

  test('memory in bytes, caches not counted as used', () => {
    const { total, used } = parseMemory(captured('meminfo.txt'))
    expect(total).toBe(24684096 * 1024)
    expect(used).toBe((24684096 - 24424108) * 1024)
  })

  test('load averages', () => {
    expect(parseLoad('0.52 1.58 12.59 3/602 29483\n')).toEqual([0.52, 1.58, 12.59])
    expect(parseLoad(captured('loadavg.txt'))).toHaveLength(3)
  })

  test('bytes per interface, without those that never carried any', () => {
    const names = parseNetwork(captured('net-dev.txt')).map(({ name }) => name)
    expect(names).toEqual(['lo', 'eth0'])
  })

  test('an interface whose counter touches its colon', () => {
    const line = 'enp3s0:12345678901 1 0 0 0 0 0 0 987 1 0 0 0 0 0 0\n'
    expect(parseNetwork(line)).toEqual([{ name: 'enp3s0', received: 12345678901, sent: 987 }])
  })

  test('a process', () => {
    expect(parseProcess(captured('pid-stat.txt'))).toMatchObject({ name: 'cp' })
    expect(kilobytes(captured('pid-status.txt'), 'VmRSS')).toBeGreaterThan(0)
    expect(kilobytes('Name:\tkthreadd\n', 'VmRSS')).toBe(0)
  })

  test('a process named to look like fields, and one named to steer a terminal', () => {
    const fields = `S 1 ${'0 '.repeat(9)}70 30 0 0 20 0 1 0 4242 0`
    expect(parseProcess(`7 (a) R 9 (b)) ${fields}`)).toEqual({
      pid: 7,
      name: 'a) R 9 (b)',
      ticks: 100,
      started: 4242,
    })
    expect(parseProcess(`7 (\x1b[2Jx) ${fields}`)?.name).toBe('?[2Jx')
    expect(parseProcess('')).toBeUndefined()
  })
})

describe('between two readings', () => {
  const ticks = (busy: number, all: number) => ({ total: { busy, all }, cores: [{ busy, all }] })

  test('the share of busy ticks, also when a counter went backwards or no time passed', () => {
    expect(cpuBetween(ticks(100, 1000), ticks(125, 1100)).total).toBe(25)
    expect(cpuBetween(ticks(100, 1000), ticks(90, 1100)).total).toBe(0)
    expect(cpuBetween(ticks(100, 1000), ticks(300, 1100)).total).toBe(100)
    expect(cpuBetween(ticks(100, 1000), ticks(100, 1000)).total).toBe(0)
  })

  test('a core that came online meanwhile is idle at first', () => {
    expect(cpuBetween({ total: { busy: 0, all: 0 }, cores: [] }, ticks(50, 100)).cores).toEqual([0])
  })

  test('bytes per second; an interface that was made anew is silent', () => {
    const before = [{ name: 'eth0', received: 1000, sent: 5000 }]
    expect(networkBetween(before, [{ name: 'eth0', received: 2000, sent: 100 }], 0.5)).toEqual([
      { name: 'eth0', received: 2000, sent: 0 },
    ])
    expect(networkBetween([], before, 0.5)).toEqual([{ name: 'eth0', received: 0, sent: 0 }])
  })

  test('the busiest processes first, and a reused pid is not credited with its predecessor', () => {
    const process = (pid: number, used: number, started = 1) => ({
      pid,
      name: `p${pid}`,
      ticks: used,
      started,
    })
    const before = [process(1, 500), process(2, 100), process(3, 900)]
    const after = [process(1, 510), process(2, 150), process(3, 20, 2), process(4, 5)]
    expect(busiest(before, after, 100, 3)).toEqual([
      { pid: 2, name: 'p2', cpu: 50 },
      { pid: 3, name: 'p3', cpu: 20 },
      { pid: 1, name: 'p1', cpu: 10 },
    ])
  })
})

describe('this machine', () => {
  test('has the cores and the memory that Node sees', () => {
    expect(readCpu().cores.length).toBeGreaterThanOrEqual(availableParallelism())
    expect(readMemory().total).toBe(totalmem())
    expect(readLoad().every(Number.isFinite)).toBe(true)
    expect(readNetwork().every(({ received, sent }) => received >= 0 && sent >= 0)).toBe(true)
  })

  test('runs this process, which has memory', () => {
    expect(readProcesses().map(({ pid }) => pid)).toContain(process.pid)
    expect(readProcessMemory(process.pid)).toBeGreaterThan(1 << 20)
  })

  test('a process that has ended is left out and has none', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    expect(readProcesses().map(({ pid }) => pid)).not.toContain(child.pid)
    expect(readProcessMemory(child.pid!)).toBe(0)
  })

  test('samples show the work that is done', () => {
    const sample = createSampler()
    const samples = Array.from({ length: 4 }, () => {
      spin()
      return sample()
    })
    const last = samples.at(-1)!
    expect(last.cpu.cores.length).toBe(readCpu().cores.length)
    expect(last.processes?.length).toBeGreaterThan(0)
    expect(last.processes?.map(({ pid }) => pid)).toContain(process.pid)
    expect(samples.some(({ cpu }) => cpu.total > 0)).toBe(true)
    expect(samples[0]!.processes).toBeUndefined()
  })
})

/** Uses the CPU for 200 ms. */
function spin(): void {
  const end = performance.now() + 200
  while (performance.now() < end);
}
