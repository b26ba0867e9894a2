import { useStore } from '@lockstep/react'
import { acknowledgeAlert } from '../actions.js'
import { clock, quantity } from '../format.js'
import { isPending } from '../select.js'
import { type Alert, METRICS } from '../store.js'
import { Card } from './Card.js'
import { store } from './connection.js'

export function Alerts() {
  const alerts = useStore(store, ({ alerts }) => alerts)
  const pending = alerts.filter(isPending).length
  return (
    <Card
      title="Alerts"
      area="alerts"
      figure={pending > 0 && <small className="passed">{pending} new</small>}
    >
      {alerts.length === 0 && (
        <p className="note">None so far. Pull a threshold below its value to raise one.</p>
      )}
      <ul className="rows">
        {alerts.toReversed().map(alert => (
          <AlertRow key={alert.id} alert={alert} />
        ))}
      </ul>
    </Card>
  )
}

function AlertRow({ alert }: { alert: Alert }) {
  const { id, metric, value, threshold, raisedAt, clearedAt } = alert
  const look = clearedAt === null ? 'open' : 'cleared'
  return (
    <li className={isPending(alert) ? look : 'done'} data-testid={`alert-${metric}`}>
      <span className="what">
        {METRICS[metric].title} reached {quantity(metric, value)}
        <small>
          threshold {quantity(metric, threshold)}, {clock(raisedAt)}
          {clearedAt === null ? ', still above' : `, cleared ${clock(clearedAt)}`}
        </small>
      </span>
      {isPending(alert) ? (
        <button type="button" onClick={() => acknowledgeAlert(store, id)}>
          Acknowledge
        </button>
      ) : (
        <small>acknowledged</small>
      )}
    </li>
  )
}
