import { useStore } from '@lockstep/react'
import { bytes } from '../format.js'
import { timeline } from '../select.js'
import { Card } from './Card.js'
import { Chart } from './Chart.js'
import { store } from './connection.js'

/** The chart's least height in bytes per second: what is next to nothing must not look like a storm. */
const LEAST_SCALE = 10 * 1024

export function Network() {
  const interfaces = useStore(store, ({ network }) => network)
  const points = timeline(useStore(store, ({ history }) => history))
  const received = points.map(point => point.received)
  const sent = points.map(point => point.sent)
  const max = Math.max(LEAST_SCALE, ...received, ...sent)
  const series = [
    { name: 'first', values: received },
    { name: 'second', values: sent },
  ]
  return (
    <Card title="Network" area="network" figure={<small>to {bytes(max)}/s</small>}>
      <Chart title="Network over the last minute" series={series} max={max} />
      <table>
        <thead>
          <tr>
            <th>Interface</th>
            <th className="number first">received</th>
            <th className="number second">sent</th>
          </tr>
        </thead>
        <tbody>
          {interfaces.map(({ name, received, sent }) => (
            <tr key={name}>
              <td>{name}</td>
              <td className="number">{bytes(received)}/s</td>
              <td className="number">{bytes(sent)}/s</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
