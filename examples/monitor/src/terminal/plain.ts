import type { Store } from '@lockstep/core'
import { bytes, clock, percent, quantity } from '../format.js'
import { memoryPercent } from '../select.js'
import { type Alert, METRIC_NAMES, METRICS, type MonitorState } from '../store.js'

/** One line of figures in so many samples: every five seconds. */
const SAMPLES_PER_LINE = 20

/** For pipes and log files: a line for what happens, and the figures now and then. */
export function showPlain(store: Store<MonitorState>, print: (line: string) => void): void {
  store.subscribe(
    state => Math.floor(state.history.taken / SAMPLES_PER_LINE),
    () => print(figures(store.getSnapshot())),
  )
  store.subscribe(
    state => state.thresholds,
    (thresholds, before) => {
      for (const metric of METRIC_NAMES)
        if (thresholds[metric] !== before[metric])
          print(
            `${clock(Date.now())} threshold ${METRICS[metric].title} ${quantity(metric, thresholds[metric])}`,
          )
    },
  )
  store.subscribe(
    state => state.alerts,
    (alerts, before) => {
      const former = new Map(before.map(alert => [alert.id, alert]))
      for (const alert of alerts) {
        const line = change(alert, former.get(alert.id))
        if (line !== undefined) print(line)
      }
    },
  )
}

function figures(state: MonitorState): string {
  const { cpu, load, memory, history, sampledAt } = state
  const { received = 0, sent = 0 } = history.points.at((history.taken - 1) % history.points.length) ?? {}
  return [
    clock(sampledAt),
    `cpu ${percent(cpu.total)}`,
    `memory ${percent(memoryPercent(state))} of ${bytes(memory.total)}`,
    `load ${load[0].toFixed(2)}`,
    `network ↓ ${bytes(received)}/s ↑ ${bytes(sent)}/s`,
  ].join('  ')
}

/** What happened to an alert since it was last seen. */
function change(now: Alert, before: Alert | undefined): string | undefined {
  const { metric, value, threshold, raisedAt, clearedAt, acknowledgedAt } = now
  const title = METRICS[metric].title
  if (before === undefined)
    return `${clock(raisedAt)} alert raised: ${title} ${quantity(metric, value)}, threshold ${quantity(metric, threshold)}`
  if (clearedAt !== null && before.clearedAt === null) return `${clock(clearedAt)} alert cleared: ${title}`
  if (acknowledgedAt !== null && before.acknowledgedAt === null)
    return `${clock(acknowledgedAt)} alert acknowledged: ${title}`
  return undefined
}
