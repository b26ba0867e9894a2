/**
 * What the tasks of one process share.
 *
 * @typedef {object} Context
 * @property {import('../types.js').Contender} contender
 * @property {import('../types.js').Config} config
 * @property {import('../types.js').Peer} peer throws before `connect`
 * @property {(peer: import('../types.js').Peer) => void} use
 * @property {(listener: (state: any, version: number) => void) => () => void} onApplied called after what others committed was applied here
 *
 * @typedef {Record<string, (parameters: any) => unknown>} Tasks
 */

/**
 * @param {import('../types.js').Contender} contender
 * @param {import('../types.js').Config} config
 * @returns {Context}
 */
export function createContext(contender, config) {
  /** @type {import('../types.js').Peer | undefined} */
  let peer
  /** @type {Set<(state: any, version: number) => void>} */
  const listeners = new Set()
  return {
    contender,
    config,
    get peer() {
      if (peer === undefined) throw new Error(`${config.name} is not connected`)
      return peer
    },
    use(next) {
      peer = next
      // Who only writes is not woken: that is a reader's work.
      if (config.role !== 'reader') return
      peer.subscribe((state, version) => {
        for (const listener of listeners) listener(state, version)
      })
    },
    onApplied(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
