// From the state to the lines of a screen. Pure: the same input gives the same picture.
import type { Peer } from '@lockstep/core'
import { bytes, clock, percent, quantity } from '../format.js'
import { memoryPercent, timeline, webAddress } from '../select.js'
import { type Alert, METRIC_NAMES, METRICS, type Metric, type MonitorState } from '../store.js'
import { bar, blue, bold, columns, cut, dim, green, red, sparkline, yellow } from './text.js'

export interface View {
  readonly width: number
  readonly height: number
  readonly version: number
  readonly selected: Metric
  /** No sample came for a while. */
  readonly stale: boolean
  readonly peers: readonly Pick<Peer, 'pid' | 'title'>[]
}

const LABEL = 9
const THRESHOLD_WIDTH = 24
const ALERTS_SHOWN = 5

/** Exactly as many lines as the view is high (or fewer), none wider than it. */
export function drawScreen(state: MonitorState, view: View): string[] {
  const top = [...header(state, view), '', ...gauges(state, view), '', ...settings(state, view), '']
  const bottom = footer(state, view)
  const rows = Math.max(0, view.height - bottom.length)
  const middle = [...top, ...processTable(state, rows - top.length)].slice(0, rows)
  return [...middle, ...bottom].slice(-view.height).map(line => cut(line, view.width))
}

function header(state: MonitorState, { width, stale }: View): string[] {
  const live = stale ? red('no samples: is the collector running?') : green('live')
  const title = `${bold('Lockstep monitor')}  ${state.host || '…'}  ${live}`
  return [title, dim('─'.repeat(width)), `${label('Page')}${blue(webAddress(state.web) ?? 'not served')}`]
}

function gauges(state: MonitorState, { width }: View): string[] {
  const { cpu, memory, load, network } = state
  const chartWidth = Math.max(0, width - LABEL - 30)
  const points = timeline(state.history).slice(-chartWidth)
  const used = memoryPercent(state)
  const chart = (values: number[]) => blue(sparkline(values, 100))
  const cores = cpu.cores.map(
    (core, index) => `${dim(`${index}`)} ${bar(core, 8)} ${percent(core).padStart(7)}`,
  )
  return [
    `${label('CPU')}${bar(cpu.total, 18)} ${percent(cpu.total).padStart(8)}  ${chart(points.map(point => point.cpu))}`,
    `${label('Memory')}${bar(used, 18)} ${percent(used).padStart(8)}  ${chart(points.map(point => point.memory))}`,
    ...columns(cores, 19, width - LABEL).map((line, row) => label(row === 0 ? 'Cores' : '') + line),
    `${label('Load')}${load.map(value => value.toFixed(2)).join('  ')}${dim('   over 1, 5 and 15 minutes')}`,
    `${label('In use')}${bytes(memory.used)} of ${bytes(memory.total)}`,
    ...network
      .filter(({ name }) => name !== 'lo' || network.length === 1)
      .slice(0, 3)
      .map(({ name, received, sent }) => `${label(name)}↓ ${bytes(received)}/s   ↑ ${bytes(sent)}/s`),
  ]
}

function settings(state: MonitorState, { selected }: View): string[] {
  const thresholds = METRIC_NAMES.map(metric => {
    const chosen = metric === selected
    const text = `${chosen ? '▸' : ' '} ${METRICS[metric].title.padEnd(14)}${quantity(metric, state.thresholds[metric]).padStart(8)}`
    return chosen ? bold(text) : text
  })
  const alerts = state.alerts.slice(-ALERTS_SHOWN).reverse().map(alertLine)
  if (alerts.length === 0) alerts.push(dim('none'))
  const rows = Math.max(thresholds.length, alerts.length)
  const beside = Array.from(
    { length: rows },
    (_, row) => `${thresholds[row] ?? ' '.repeat(THRESHOLD_WIDTH)}    ${alerts[row] ?? ''}`,
  )
  return [`${bold('Thresholds'.padEnd(THRESHOLD_WIDTH + 4))}${bold('Alerts')}`, ...beside]
}

function alertLine(alert: Alert): string {
  const { metric, value, threshold, raisedAt, clearedAt, acknowledgedAt } = alert
  const what = `${METRICS[metric].title} ${quantity(metric, value)} ≥ ${quantity(metric, threshold)} at ${clock(raisedAt)}`
  const until = clearedAt === null ? '' : `, cleared ${clock(clearedAt)}`
  if (acknowledgedAt !== null) return dim(`✓ ${what}${until}`)
  return clearedAt === null ? red(`● ${what}`) : yellow(`○ ${what}${until}`)
}

function processTable(state: MonitorState, rows: number): string[] {
  if (rows < 2) return []
  const body = state.processes
    .slice(0, rows - 2)
    .map(
      ({ pid, name, cpu, memory }) =>
        `${`${pid}`.padStart(8)} ${percent(cpu).padStart(9)} ${bytes(memory).padStart(10)}  ${name}`,
    )
  const blank = Array.from({ length: rows - 1 - body.length }, () => '')
  return [bold('     PID       CPU     Memory  Process'), ...body, ...blank]
}

function footer({ notices }: MonitorState, { peers, version, width }: View): string[] {
  const notice = notices.at(-1)
  const there = peers.map(({ title, pid }) => `${title || 'peer'} ${pid}`).join(', ')
  return [
    dim('─'.repeat(width)),
    notice === undefined ? '' : yellow(`${clock(notice.time)} ${notice.text}`),
    dim(`version ${version}, shared by ${there}`),
    `${bold('↑ ↓')} choose  ${bold('← →')} change threshold  ${bold('a')} acknowledge  ${bold('q')} quit`,
  ]
}

function label(text: string): string {
  return dim(text.slice(0, LABEL - 1).padEnd(LABEL))
}
