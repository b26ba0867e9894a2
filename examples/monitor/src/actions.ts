// Every change that any of the programs and pages makes to the store, in one place. Times and ids are made before the
// recipe: a recipe may run again when another process commits first.
import type { Store } from '@lockstep/core'
import type { Sample } from './proc/sampler.js'
import { allowedThreshold } from './select.js'
import { ALERTS_KEPT, HISTORY_LENGTH, type Metric, type MonitorState, NOTICES_KEPT } from './store.js'

type MonitorStore = Store<MonitorState>

export function recordSample(store: MonitorStore, sample: Sample): void {
  const { host, time, cpu, memory, load, network, processes, point } = sample
  store.update(
    draft => {
      Object.assign(draft, { host, sampledAt: time, cpu, memory, load, network })
      if (processes !== undefined) draft.processes = processes
      draft.history.points[draft.history.taken % HISTORY_LENGTH] = point
      draft.history.taken++
    },
    { label: 'sample' },
  )
}

/** Sets the nearest threshold that the metric allows. */
export function setThreshold(store: MonitorStore, metric: Metric, value: number): void {
  const threshold = allowedThreshold(metric, value)
  store.update(
    draft => {
      draft.thresholds[metric] = threshold
    },
    { label: `set ${metric} threshold` },
  )
}

/** Raises an alert unless one is open. The recipe decides, on the newest state: two alert processes raise one. */
export function raiseAlert(store: MonitorStore, metric: Metric, value: number): void {
  const id = crypto.randomUUID()
  const raisedAt = Date.now()
  store.update(
    draft => {
      if (draft.alerts.some(alert => alert.metric === metric && alert.clearedAt === null)) return
      const threshold = draft.thresholds[metric]
      draft.alerts.push({ id, metric, value, threshold, raisedAt, clearedAt: null, acknowledgedAt: null })
      if (draft.alerts.length > ALERTS_KEPT) draft.alerts.shift()
    },
    { label: `raise ${metric} alert` },
  )
}

export function clearAlert(store: MonitorStore, metric: Metric): void {
  const clearedAt = Date.now()
  store.update(
    draft => {
      const open = draft.alerts.find(alert => alert.metric === metric && alert.clearedAt === null)
      if (open !== undefined) open.clearedAt = clearedAt
    },
    { label: `clear ${metric} alert` },
  )
}

export function acknowledgeAlert(store: MonitorStore, id: string): void {
  const acknowledgedAt = Date.now()
  store.update(
    draft => {
      const alert = draft.alerts.find(candidate => candidate.id === id)
      if (alert !== undefined && alert.acknowledgedAt === null) alert.acknowledgedAt = acknowledgedAt
    },
    { label: 'acknowledge alert' },
  )
}

export function addNotice(store: MonitorStore, text: string): void {
  const time = Date.now()
  store.update(
    draft => {
      draft.notices.push({ time, text })
      if (draft.notices.length > NOTICES_KEPT) draft.notices.shift()
    },
    { label: 'notice' },
  )
}

export function publishWeb(store: MonitorStore, port: number, key: string): void {
  store.setState({ web: { port, key } }, { label: 'serve page' })
}
