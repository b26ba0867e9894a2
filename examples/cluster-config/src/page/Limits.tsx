import { useStore } from '@lockstep/react'
import { type FormEvent, useState } from 'react'
import { setLimit } from '../actions.js'
import { GREATEST, type Limit, PLAN_NAMES, PLANS, type Plan } from '../store.js'
import { store } from './connection.js'

export function Limits() {
  return (
    <section aria-label="Limits">
      <h2>Limits</h2>
      {PLAN_NAMES.map(plan => (
        <div key={plan} className="row">
          <span className="name">{PLANS[plan]}</span>
          <Field plan={plan} field="burst" unit="at once" />
          <Field plan={plan} field="perMinute" unit="a minute" />
        </div>
      ))}
    </section>
  )
}

interface FieldProps {
  readonly plan: Plan
  readonly field: keyof Limit
  readonly unit: string
}

/** A number takes effect when it is complete: with Enter, or when the field is left. */
function Field({ plan, field, unit }: FieldProps) {
  const value = useStore(store, ({ limits }) => limits[plan][field])
  const [typed, setTyped] = useState<string>()

  function commit({ currentTarget }: FormEvent<HTMLElement>): void {
    const input = currentTarget.querySelector('input')!
    setTyped(undefined)
    if (input.validity.valid) setLimit(store, plan, { [field]: input.valueAsNumber })
  }

  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        commit(event)
      }}
      onBlur={commit}
    >
      <label>
        <input
          type="number"
          required
          min={1}
          max={GREATEST[field]}
          aria-label={`${PLANS[plan]}, ${unit}`}
          value={typed ?? value}
          onChange={({ target }) => setTyped(target.value)}
        />
        <small>{unit}</small>
      </label>
    </form>
  )
}
