import {
  type Alert,
  HISTORY_LENGTH,
  type History,
  METRICS,
  type Metric,
  type MonitorState,
  type Point,
} from './store.js'

/** What the store says now about something that has a threshold. */
export function reading(state: MonitorState, metric: Metric): number {
  if (metric === 'cpu') return state.cpu.total
  if (metric === 'memory') return memoryPercent(state)
  return state.load[0] / Math.max(1, state.cpu.cores.length)
}

export function memoryPercent({ memory }: Pick<MonitorState, 'memory'>): number {
  return memory.total === 0 ? 0 : (100 * memory.used) / memory.total
}

/** The ring as a line: the oldest sample first. */
export function timeline({ taken, points }: History): Point[] {
  const oldest = points.length < HISTORY_LENGTH ? 0 : taken % HISTORY_LENGTH
  return [...points.slice(oldest), ...points.slice(0, oldest)]
}

/** Whether somebody should still look at it. */
export function isPending(alert: Alert): boolean {
  return alert.acknowledgedAt === null
}

/** The nearest threshold that the metric allows. */
export function allowedThreshold(metric: Metric, value: number): number {
  const { min, max, step } = METRICS[metric]
  const steps = Math.round(value / step)
  // Divided by a whole number, not multiplied by 0.05: 3 × 0.05 is 0.15000000000000002.
  return Math.min(max, Math.max(min, steps / Math.round(1 / step)))
}

export function webAddress(web: MonitorState['web']): string | undefined {
  return web === null ? undefined : `http://127.0.0.1:${web.port}/#key=${web.key}`
}
