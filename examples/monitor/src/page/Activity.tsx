import { usePeers, useStore } from '@lockstep/react'
import { clock } from '../format.js'
import { Card } from './Card.js'
import { store } from './connection.js'
import { useActivity } from './use-activity.js'

/** Who shares the store, what became of them, and what they committed: peers, notices, and the labels of commits. */
export function Activity() {
  const peers = usePeers(store)
  const activity = useActivity()
  const notices = useStore(store, ({ notices }) => notices)
  return (
    <Card title="Sharing this state" area="activity">
      <ul className="peers">
        {peers.map(({ id, title, pid }) => (
          <li key={id}>
            {title} {pid > 0 && <small>{pid}</small>}
          </li>
        ))}
      </ul>
      <p className="note">Each number is a process of its own: try kill -9 with one of them.</p>
      <ul className="rows">
        {notices.toReversed().map(({ time, text }) => (
          <li key={`${time} ${text}`} className="cleared">
            <span className="what">{text}</span>
            <small>{clock(time)}</small>
          </li>
        ))}
        {activity.map(({ version, label, by, time }) => (
          <li key={version}>
            <span className="what">{label}</span>
            <small>
              {by} {clock(time)}
            </small>
          </li>
        ))}
      </ul>
    </Card>
  )
}
