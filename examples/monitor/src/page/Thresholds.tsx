import { useStore } from '@lockstep/react'
import { setThreshold } from '../actions.js'
import { quantity } from '../format.js'
import { reading } from '../select.js'
import { METRIC_NAMES, METRICS, type Metric } from '../store.js'
import { Card } from './Card.js'
import { store } from './connection.js'

export function Thresholds() {
  return (
    <Card title="Thresholds" area="thresholds">
      {METRIC_NAMES.map(metric => (
        <Threshold key={metric} metric={metric} />
      ))}
    </Card>
  )
}

function Threshold({ metric }: { metric: Metric }) {
  const { title, min, max, step } = METRICS[metric]
  const threshold = useStore(store, ({ thresholds }) => thresholds[metric])
  const value = useStore(store, state => reading(state, metric))
  return (
    <label className="threshold-row">
      <span className="name">{title}</span>
      <input
        type="range"
        {...{ min, max, step }}
        aria-label={`${title} threshold`}
        value={threshold}
        onChange={({ target }) => setThreshold(store, metric, target.valueAsNumber)}
      />
      <output className="number">{quantity(metric, threshold)}</output>
      <small className={value < threshold ? 'number' : 'number passed'}>now {quantity(metric, value)}</small>
    </label>
  )
}
