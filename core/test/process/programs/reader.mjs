// Keeps what it was told, and whether the parts that nobody touched stay the objects they were.
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'
import { wide } from './wide.mjs'

const store = createStore(wide)
const { list, when } = store.getState()
const resets = []
let told = store.version
let wrong
let wanted

store.onCommit(event => {
  if (event.type === 'reset') resets.push({ from: told, to: event.version })
  else if (event.version !== told + 1) wrong ??= { after: told, event }
  told = event.version
})
store.subscribe(state => {
  if (state.n !== store.version) wrong ??= { n: state.n, version: store.version }
  if (store.version >= wanted?.version) wanted.resolve()
})

serve({
  reach(version) {
    return new Promise(resolve => {
      wanted = { version, resolve }
      if (store.version >= version) resolve()
    })
  },
  see() {
    const state = store.getSnapshot()
    return { state, told, resets, wrong, kept: state.list === list && state.when === when }
  },
})
