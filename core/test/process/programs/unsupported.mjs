// Tries to commit what cannot be shared.
import { createStore } from '@lockstep/core'
import { delivered } from './delivered.mjs'
import { noValue } from './no-value.mjs'
import { serve } from './serve.mjs'

const initialState = { list: [{ at: 'home' }], kept: new Map([['a', 1]]) }
let store

/** Each puts the value somewhere else; what it returns is the path of that place. */
const routes = {
  'assigned in a recipe'(value) {
    store.update(draft => {
      draft.list[0].at = value
    })
  },
  'pushed in a recipe, beside good changes'(value) {
    store.update(draft => {
      draft.kept.set('b', 2)
      draft.list.push({ at: value })
      draft.list[0].at = 'elsewhere'
    })
  },
  'set in a Map'(value) {
    store.update(draft => {
      draft.kept.set('bad', value)
    })
  },
  'given to setState'(value) {
    store.setState({ list: [{ at: value }] })
  },
  'in an initial state'(value) {
    createStore({ name: 'never-made', initialState: { list: [{ at: value }] } }).close()
  },
}

const places = {
  'assigned in a recipe': 'list[0].at',
  'pushed in a recipe, beside good changes': 'list[1].at',
  'set in a Map': 'kept.bad',
  'given to setState': 'list[0].at',
  'in an initial state': 'list[0].at',
}

serve({
  open() {
    store = createStore({ name: 'unsupported', initialState })
  },
  /** For each kind and route, what was thrown and at which path it should have found the trouble. */
  tryAll() {
    const outcomes = []
    for (const [kind, { make, at }] of Object.entries(noValue)) {
      for (const [route, put] of Object.entries(routes)) {
        outcomes.push({ kind, route, path: places[route] + at, error: errorOf(() => put(make())) })
      }
    }
    return outcomes
  },
  commit() {
    store.update(draft => {
      draft.kept.set('good', 1)
    })
  },
  look: async () => ({
    state: await delivered(store),
    version: store.version,
    polluted: {}.polluted === true,
  }),
})

function errorOf(run) {
  try {
    run()
  } catch ({ name, code, message }) {
    return { name, code, message }
  }
}
