import { useStore } from '@lockstep/react'
import { useState } from 'react'
import { quantity } from '../format.js'
import { reading } from '../select.js'
import { METRIC_NAMES, METRICS, type Metric } from '../store.js'
import { Card } from './Card.js'
import { send, state } from './connection.js'

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
  const threshold = useStore(state, ({ thresholds }) => thresholds[metric])
  const value = useStore(state, state => reading(state, metric))
  // While it is held, the slider shows the hand, not the answers that are still on their way.
  const [held, setHeld] = useState<number>()
  return (
    <label className="threshold-row">
      <span className="name">{title}</span>
      <input
        type="range"
        {...{ min, max, step }}
        aria-label={`${title} threshold`}
        value={held ?? threshold}
        onChange={({ target }) => {
          setHeld(target.valueAsNumber)
          send({ type: 'set threshold', metric, value: target.valueAsNumber })
        }}
        onPointerUp={() => setHeld(undefined)}
        onKeyUp={() => setHeld(undefined)}
        onBlur={() => setHeld(undefined)}
      />
      <output className="number">{quantity(metric, threshold)}</output>
      <small className={value < threshold ? 'number' : 'number passed'}>now {quantity(metric, value)}</small>
    </label>
  )
}
