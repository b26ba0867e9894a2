// One of several processes that apply random recipes to one store; and the plain immer run they are compared with.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { createStore } from '@lockstep/core'
import { enableMapSet, produce } from 'immer'
import { delivered } from './delivered.mjs'
import { describe } from './every-value.mjs'
import { operate } from './operations.mjs'
import { serve, tell } from './serve.mjs'

enableMapSet()

const gate = createStore({ name: 'gate', initialState: { run: 0 } })
let store
let heard = []
let own = []

serve({
  open({ name, initialState }) {
    store?.close()
    store = createStore({ name, initialState })
    heard = []
    own = []
    store.onCommit(({ type, version, label, peer }) => heard.push({ type, version, label, peer }))
  },
  /** Waits for the gate, so that all processes set off at the same moment. */
  prepare({ run, recipes }) {
    const stop = gate.subscribe(state => {
      if (state.run !== run) return
      stop()
      applyAll(recipes).then(
        () => tell('applied'),
        error => tell('applied', error.stack),
      )
    })
  },
  openGate(run) {
    gate.setState({ run })
  },
  /** When everybody has applied everything: what came of it here, as soon as all of it was delivered. */
  async outcome() {
    return { state: describe(await delivered(store)), version: store.version, heard, own }
  },
  /** The states that plain immer goes through when it runs `recipes` one after the other. */
  model({ initialState, recipes }) {
    const digests = []
    let state = structuredClone(initialState)
    for (const recipe of recipes) {
      state = produce(state, draft => run(draft, recipe))
      digests.push(digest(state))
    }
    return { state: describe(state), digests }
  },
})

async function applyAll(recipes) {
  for (const recipe of recipes) {
    const before = store.version
    store.update(draft => run(draft, recipe), { label: recipe.label })
    // The own commit is delivered before update returns: this is the state of exactly this version.
    if (store.version > before) own.push({ version: store.version, digest: digest(store.getSnapshot()) })
    if (recipe.pause) await setImmediate()
  }
}

function run(draft, recipe) {
  for (const operation of recipe.operations) operate(draft, operation)
}

function digest(state) {
  return createHash('sha256').update(describe(state)).digest('base64')
}
