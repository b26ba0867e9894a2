// Commits values of every kind, and tells what it sees of those that others commit.
import { createStore } from '@lockstep/core'
import { describe, everyValue } from './every-value.mjs'
import { serve, tell } from './serve.mjs'

let store
/** By version, what `onCommit` told. */
const heard = new Map()

serve({
  open({ whole, ...options }) {
    const initialState = { values: {}, all: whole ? makeAll() : {} }
    store = createStore({ name: 'values', initialState, ...options })
    store.onCommit(event => {
      if (event.type === 'reset') return tell('reset', event.version)
      heard.set(event.version, event.patches)
      tell('version', event.version)
    })
    return describeAll(initialState.all)
  },
  names: () => Object.keys(everyValue),
  /** Commits one value; the answer describes what was given to the store, not what the store made of it. */
  put(name) {
    const value = everyValue[name]()
    store.update(draft => {
      draft.values[name] = value
    })
    return { version: store.version, description: describe(value) }
  },
  /** What became of a value, and how it came. */
  got({ name, version }) {
    return {
      state: describe(store.getState().values[name]),
      snapshot: describe(store.getSnapshot().values[name]),
      patches: heard.get(version).map(patch => describe(patch.value)),
    }
  },
  /** Commits all of them at once, with so much beside them that the commit becomes a snapshot. */
  putAll(ballast) {
    const all = makeAll()
    store.setState({ all, ballast: 'x'.repeat(ballast) })
    return describeAll(all)
  },
  gotAll: () => describeAll(store.getState().all),
})

function makeAll() {
  return Object.fromEntries(Object.entries(everyValue).map(([name, make]) => [name, make()]))
}

function describeAll(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, describe(value)]))
}
