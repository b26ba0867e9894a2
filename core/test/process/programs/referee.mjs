// Watches the ledger, and keeps the first thing that must not be.
import { createStore } from '@lockstep/core'
import { ledger } from './ledger.mjs'
import { serve } from './serve.mjs'

const store = createStore(ledger)
let wrong
let commits = 0
let resets = 0
let told = store.version

store.onCommit(event => {
  if (event.type === 'reset') {
    resets += 1
    if (event.version <= told) wrong ??= { after: told, event }
  } else {
    commits += 1
    if (event.version !== told + 1 || event.patches.length !== 4) wrong ??= { after: told, event }
  }
  told = event.version
})

store.subscribe(state => {
  const made = state.made.reduce((sum, count) => sum + count, 0)
  const { left, right, page } = state
  const whole = page.every(byte => byte === (left & 255))
  if (left !== right || left !== made || left !== store.version || !whole) {
    wrong ??= { left, right, made, version: store.version, whole }
  }
})

serve({
  see: () => ({ wrong, commits, resets, state: store.getState() }),
})
