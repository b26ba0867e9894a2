import { useStore } from '@lockstep/react'
import { setFlag } from '../actions.js'
import { FLAG_NAMES, FLAGS, type FlagName } from '../store.js'
import { store } from './connection.js'

export function Flags() {
  return (
    <section aria-label="Flags">
      <h2>Flags</h2>
      {FLAG_NAMES.map(name => (
        <FlagRow key={name} name={name} />
      ))}
    </section>
  )
}

function FlagRow({ name }: { name: FlagName }) {
  const { on, percent } = useStore(store, ({ flags }) => flags[name])
  return (
    <div className="row">
      <label className="name">
        <input
          type="checkbox"
          role="switch"
          aria-label={name}
          checked={on}
          aria-checked={on}
          onChange={({ target }) => setFlag(store, name, { on: target.checked })}
        />
        <span>
          {name}
          <small>{FLAGS[name]}</small>
        </span>
      </label>
      <label className="share">
        <input
          type="range"
          aria-label={`${name} percent`}
          value={percent}
          onChange={({ target }) => setFlag(store, name, { percent: target.valueAsNumber })}
        />
        <output>{percent} %</output>
        <small>of the clients</small>
      </label>
    </div>
  )
}
