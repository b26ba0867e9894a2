import type { Peer } from '../log/log.js'

/**
 * A development check: a state is joined as it is, so after an edit of `initialState` a program that joins an older
 * one finds keys missing. Says so once, and what keeps the older state alive: processes, or the store's file.
 */
export function warnAboutKeys(
  { name, inFile }: { readonly name: string; readonly inFile: boolean },
  state: unknown,
  initialState: unknown,
  peers: readonly Peer[],
): void {
  const live = keysOf(state)
  const wanted = keysOf(initialState)
  if (live === undefined || wanted === undefined) return
  const missing = wanted.filter(key => !live.includes(key))
  const extra = live.filter(key => !wanted.includes(key))
  if (missing.length === 0 && extra.length === 0) return
  const differences = [
    missing.length > 0 ? `lacks ${missing.join(', ')}` : '',
    extra.length > 0 ? `has ${extra.join(', ')}, which initialState has not` : '',
  ].filter(part => part !== '')
  const others = peers.filter(peer => !peer.self).map(peer => peer.pid)
  console.warn(
    `The state of the store "${name}" is joined as it is: it ${differences.join(' and ')}. ` +
      (inFile
        ? 'Raise schemaVersion and give a migrate that brings the file to the new shape.'
        : `Processes that have it open: ${others.join(', ')}. ` +
          'End them to begin with the new initialState, or raise schemaVersion to run beside them.'),
  )
}

function keysOf(value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return undefined
  return Object.keys(value)
}
