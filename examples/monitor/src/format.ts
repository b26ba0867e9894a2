import { METRICS, type Metric } from './store.js'

const KIBI = 1024

/** `12.3 MiB`: always a figure with its unit. */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let size = count
  let unit = 0
  while (size >= KIBI && unit < units.length - 1) {
    size /= KIBI
    unit++
  }
  return `${size.toFixed(unit === 0 || size >= 100 ? 0 : 1)} ${units[unit]}`
}

export function percent(value: number): string {
  return `${value.toFixed(1)} %`
}

/** A value or a threshold of a metric, in the metric's unit. */
export function quantity(metric: Metric, value: number): string {
  return `${value.toFixed(metric === 'load' ? 2 : 1)}${METRICS[metric].unit}`
}

/** The local time of day, `14:03:27`. */
export function clock(time: number): string {
  return new Date(time).toTimeString().slice(0, 8)
}
