import { createStore } from '@lockstep/core'

/** Ours: every process opens the store; there is no hub. @type {import('./types.js').Contender} */
export const lockstep = {
  async connect({ initialState, logBytes }) {
    const store = createStore({ name: 'bench', initialState, ...(logBytes && { logBytes }) })
    return {
      get version() {
        return store.version
      },
      congested: false,
      drained: async () => {},
      getState: store.getState,
      update: store.update,
      commit(recipe) {
        store.update(recipe)
        return undefined
      },
      subscribe(listener) {
        store.subscribe(state => listener(state, store.version))
      },
      close: store.close,
    }
  },
}
