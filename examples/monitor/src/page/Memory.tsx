import { useStore } from '@lockstep/react'
import { bytes, percent } from '../format.js'
import { memoryPercent, timeline } from '../select.js'
import { Card } from './Card.js'
import { Chart } from './Chart.js'
import { store } from './connection.js'

export function Memory() {
  const memory = useStore(store, ({ memory }) => memory)
  const history = useStore(store, ({ history }) => history)
  const threshold = useStore(store, ({ thresholds }) => thresholds.memory)
  const values = timeline(history).map(point => point.memory)
  return (
    <Card title="Memory" area="memory" figure={percent(memoryPercent({ memory }))}>
      <Chart
        title="Memory over the last minute"
        series={[{ name: 'first', values }]}
        max={100}
        threshold={threshold}
      />
      <p className="note">
        {bytes(memory.used)} of {bytes(memory.total)}
      </p>
    </Card>
  )
}
