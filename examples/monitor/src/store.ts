import { defineStore } from '@lockstep/core/memory'

/** What can have a threshold, with the bounds that every view and the web process keep to. */
export const METRICS = {
  cpu: { title: 'CPU', unit: ' %', min: 1, max: 100, step: 1 },
  memory: { title: 'Memory', unit: ' %', min: 0.5, max: 100, step: 0.5 },
  load: { title: 'Load per core', unit: '', min: 0.05, max: 4, step: 0.05 },
} as const

export type Metric = keyof typeof METRICS
export const METRIC_NAMES = Object.keys(METRICS) as Metric[]

/** The collector's pace, and how many samples the charts go back: one minute. */
export const SAMPLE_MS = 250
export const HISTORY_LENGTH = 240
export const ALERTS_KEPT = 30
export const NOTICES_KEPT = 5

export interface Cpu {
  /** Percent busy, 0 to 100: of the whole machine, and of each core. */
  readonly total: number
  readonly cores: readonly number[]
}

export interface Memory {
  /** Bytes. */
  readonly total: number
  readonly used: number
}

export interface NetworkInterface {
  readonly name: string
  /** Bytes per second. */
  readonly received: number
  readonly sent: number
}

export interface ProcessUse {
  readonly pid: number
  readonly name: string
  /** Percent of one core. */
  readonly cpu: number
  /** Resident bytes. */
  readonly memory: number
}

/** What the charts show of one sample. */
export interface Point {
  readonly cpu: number
  readonly memory: number
  readonly received: number
  readonly sent: number
}

/** A ring: sample number `n` is at `points[n % HISTORY_LENGTH]`, so that a new one is a patch of one element. */
export interface History {
  readonly taken: number
  readonly points: readonly Point[]
}

export interface Alert {
  readonly id: string
  readonly metric: Metric
  /** The value that raised it, and the threshold it reached. */
  readonly value: number
  readonly threshold: number
  /** Milliseconds since the epoch; null as long as it has not happened. */
  readonly raisedAt: number
  readonly clearedAt: number | null
  readonly acknowledgedAt: number | null
}

export interface Notice {
  readonly time: number
  readonly text: string
}

export interface MonitorState {
  readonly host: string
  /** When the latest sample was taken: milliseconds since the epoch, 0 before the first. */
  readonly sampledAt: number
  readonly cpu: Cpu
  readonly memory: Memory
  /** Load averages over 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number]
  readonly network: readonly NetworkInterface[]
  /** The busiest first. */
  readonly processes: readonly ProcessUse[]
  readonly history: History
  readonly thresholds: Readonly<Record<Metric, number>>
  /** The oldest first, at most `ALERTS_KEPT`. */
  readonly alerts: readonly Alert[]
  /** What happened to the processes themselves, at most `NOTICES_KEPT`. */
  readonly notices: readonly Notice[]
  /** Where the page is served; null until the web process says so. */
  readonly web: { readonly port: number; readonly key: string } | null
}

/** The one definition that all processes and the page import. It is plain data: importing it opens nothing. */
export const monitor = defineStore<MonitorState>({
  name: 'lockstep.monitor',
  schemaVersion: 1,
  initialState: {
    host: '',
    sampledAt: 0,
    cpu: { total: 0, cores: [] },
    memory: { total: 0, used: 0 },
    load: [0, 0, 0],
    network: [],
    processes: [],
    history: { taken: 0, points: [] },
    thresholds: { cpu: 90, memory: 90, load: 2 },
    alerts: [],
    notices: [],
    web: null,
  },
})
