// What goes over the WebSocket, both ways, as JSON. The state holds nothing that JSON would lose.
import type { CommitEvent } from '@lockstep/core'
import { METRICS, type Metric, type MonitorState } from '../store.js'

export interface PeerSummary {
  readonly id: string
  readonly pid: number
  readonly title: string
}

type Commit = Extract<CommitEvent, { type: 'commit' }>

/**
 * To the page: a snapshot first, then every commit after it, one by one. Another snapshot comes when the page was
 * too slow for that. Who is there is told when it changes.
 */
export type PageMessage =
  | { readonly type: 'snapshot'; readonly version: number; readonly state: MonitorState }
  | Pick<Commit, 'type' | 'version' | 'patches' | 'peer' | 'label' | 'time'>
  | { readonly type: 'peers'; readonly peers: readonly PeerSummary[] }

/** From the page. */
export type Command =
  | { readonly type: 'set threshold'; readonly metric: Metric; readonly value: number }
  | { readonly type: 'acknowledge'; readonly id: string }

/** Reads what a page sent; undefined if it is not a command. Nothing about it is taken on trust. */
export function readCommand(text: string): Command | undefined {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof message !== 'object' || message === null) return undefined
  const { type, metric, value, id } = message as Record<string, unknown>
  if (type === 'set threshold' && isMetric(metric) && isAllowed(metric, value)) return { type, metric, value }
  if (type === 'acknowledge' && typeof id === 'string') return { type, id }
  return undefined
}

function isMetric(name: unknown): name is Metric {
  return typeof name === 'string' && Object.hasOwn(METRICS, name)
}

function isAllowed(metric: Metric, value: unknown): value is number {
  return typeof value === 'number' && value >= METRICS[metric].min && value <= METRICS[metric].max
}
