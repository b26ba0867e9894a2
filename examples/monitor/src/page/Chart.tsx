import { HISTORY_LENGTH } from '../store.js'

const HEIGHT = 100

interface Series {
  readonly name: string
  readonly values: readonly number[]
}

interface ChartProps {
  /** What it shows, for those who cannot see it. */
  readonly title: string
  /** One or two lines over the same minute, the newest value at the right edge. */
  readonly series: readonly Series[]
  readonly max: number
  /** Where a dashed line is drawn across. */
  readonly threshold?: number
}

export function Chart({ title, series, max, threshold }: ChartProps) {
  const y = (value: number) => HEIGHT - (HEIGHT * Math.min(value, max)) / max
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${HISTORY_LENGTH - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={title}
    >
      {series.map(({ name, values }) => {
        const start = HISTORY_LENGTH - values.length
        const line = values.map((value, index) => `${start + index},${y(value).toFixed(1)}`)
        return (
          <g key={name} className={name}>
            <polygon points={`${start},${HEIGHT} ${line.join(' ')} ${HISTORY_LENGTH - 1},${HEIGHT}`} />
            <polyline points={line.join(' ')} />
          </g>
        )
      })}
      {threshold !== undefined && threshold <= max && (
        <line className="limit" x1={0} x2={HISTORY_LENGTH - 1} y1={y(threshold)} y2={y(threshold)} />
      )}
    </svg>
  )
}
