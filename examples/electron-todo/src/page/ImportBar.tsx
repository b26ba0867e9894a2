import { useStore } from '@lockstep/react'
import { cancelImport, continueImport } from '../actions.js'
import { fileName, importedPart } from '../select.js'
import type { Import } from '../store.js'
import { store } from './connection.js'

/** How far the import is, whichever process is at work on it; nothing if there was none. */
export function ImportBar() {
  const current = useStore(store, state => state.import)
  if (current === null) return null
  const { status } = current
  return (
    <section className="import" aria-label="Import">
      <span className="what">
        <strong>{fileName(current)}</strong> <span data-testid="import">{describe(current)}</span>
      </span>
      {(status === 'waiting' || status === 'running') && (
        <>
          <progress aria-label="Read so far" max={1} value={importedPart(current)} />
          <button type="button" onClick={() => cancelImport(store)}>
            Cancel
          </button>
        </>
      )}
      {(status === 'cancelled' || status === 'stopped' || status === 'failed') && (
        <button type="button" onClick={() => continueImport(store)}>
          Go on
        </button>
      )}
    </section>
  )
}

function describe({ status, added, known, reason }: Import): string {
  const there = known === 0 ? '' : `, ${known.toLocaleString()} were there already`
  const counts = `${added.toLocaleString()} added${there}`
  switch (status) {
    case 'waiting':
      return 'is about to be read'
    case 'running':
    case 'done':
      return counts
    case 'cancelled':
      return `cancelled: ${counts}`
    default:
      return `${status}: ${counts}. ${reason}`
  }
}
