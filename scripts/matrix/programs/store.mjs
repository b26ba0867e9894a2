// What all programs share: the store's definition, and the ways of changing it.
export const definition = {
  name: 'matrix',
  initialState: { counts: {}, text: 'at first' },
  logBytes: 65_536,
}

/** Adds one to the count called `key`. */
export function addOne(store, key) {
  store.update(draft => {
    draft.counts[key] = (draft.counts[key] ?? 0) + 1
  })
}

export function look(store) {
  const { counts } = store.getState()
  return { counts, version: store.version, peers: store.peers().length }
}
