import type { RelayPolicy } from '@lockstep/core/relay'
import { allowedThreshold } from '../select.js'
import { type Alert, METRIC_NAMES, type MonitorState } from '../store.js'

/** What a page may do beside looking. It commits by itself; this process keeps to it whatever the page sends. */
export const pagePolicy: RelayPolicy<MonitorState> = {
  write: {
    'set cpu threshold': [['thresholds', 'cpu']],
    'set memory threshold': [['thresholds', 'memory']],
    'set load threshold': [['thresholds', 'load']],
    'acknowledge alert': [['alerts', '*', 'acknowledgedAt']],
  },
  judge({ after: { thresholds, alerts } }) {
    if (METRIC_NAMES.some(metric => thresholds[metric] !== allowedThreshold(metric, thresholds[metric])))
      return 'a threshold is out of its bounds'
    return alerts.every(isWhole) ? undefined : 'an alert is acknowledged at no time'
  },
  onRefused: ({ reason }) => console.error(`Refused a page: ${reason}`),
}

function isWhole({ acknowledgedAt }: Alert): boolean {
  return acknowledgedAt === null || Number.isFinite(acknowledgedAt)
}
