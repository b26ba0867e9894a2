import { usePeers, useStore } from '@lockstep/react'
import type { Counts } from '../store.js'
import { store } from './connection.js'

const number = new Intl.NumberFormat('en')

/** What each worker has counted, those that are gone, and all together: the total never loses a request. */
export function Workers() {
  const workers = Object.values(useStore(store, ({ workers }) => workers))
  const retired = useStore(store, ({ retired }) => retired)
  const primaries = usePeers(store).filter(({ title }) => title === 'primary')
  const all = [...workers, retired]
  const total = { allowed: sum(all, 'allowed'), limited: sum(all, 'limited') }
  return (
    <section aria-label="Workers">
      <h2>Workers</h2>
      <table>
        <thead>
          <tr>
            <th>Process</th>
            <th>Since</th>
            <th className="number">Allowed</th>
            <th className="number">Limited</th>
          </tr>
        </thead>
        <tbody>
          {workers.map(({ pid, startedAt, ...counts }) => (
            <tr key={pid} data-testid={`worker-${pid}`}>
              <td>{pid}</td>
              <td>{new Date(startedAt).toTimeString().slice(0, 8)}</td>
              <CountCells {...counts} />
            </tr>
          ))}
          {retired.workers > 0 && (
            <tr data-testid="retired">
              <td colSpan={2}>
                {retired.workers} {retired.workers === 1 ? 'that is' : 'that are'} gone
              </td>
              <CountCells {...retired} />
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr data-testid="total">
            <td colSpan={2}>All</td>
            <CountCells {...total} />
          </tr>
        </tfoot>
      </table>
      <p className="note">
        Each number is a process of its own: try kill -9 with one of them. The primary is{' '}
        {primaries.map(({ pid }) => pid).join(' and ')}: kill -USR2 puts a new worker in the place of each.
      </p>
    </section>
  )
}

function CountCells({ allowed, limited }: Counts) {
  return (
    <>
      <td className="number allowed">{number.format(allowed)}</td>
      <td className="number limited">{number.format(limited)}</td>
    </>
  )
}

function sum(counts: readonly Counts[], field: keyof Counts): number {
  return counts.reduce((total, its) => total + its[field], 0)
}
