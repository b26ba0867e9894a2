import { useStore } from '@lockstep/react'
import { percent } from '../format.js'
import { timeline } from '../select.js'
import { Card } from './Card.js'
import { Chart } from './Chart.js'
import { store } from './connection.js'

export function Cpu() {
  const { total, cores } = useStore(store, ({ cpu }) => cpu)
  const load = useStore(store, ({ load }) => load)
  const history = useStore(store, ({ history }) => history)
  const threshold = useStore(store, ({ thresholds }) => thresholds.cpu)
  const values = timeline(history).map(({ cpu }) => cpu)
  return (
    <Card title="CPU" area="cpu" figure={<output data-testid="cpu">{percent(total)}</output>}>
      <Chart
        title="CPU over the last minute"
        series={[{ name: 'first', values }]}
        max={100}
        threshold={threshold}
      />
      <ol className="cores" start={0}>
        {cores.map((core, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a core is its index
          <li key={index}>
            <span className="name">core {index}</span>
            <meter min={0} max={100} high={85} value={core}>
              {percent(core)}
            </meter>
            <span className="number">{percent(core)}</span>
          </li>
        ))}
      </ol>
      <p className="note">Load {load.map(value => value.toFixed(2)).join(', ')} over 1, 5 and 15 minutes</p>
    </Card>
  )
}
