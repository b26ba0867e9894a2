// Has nothing to do: as `subscribed` it waits for commits that never come, without it for nothing at all.
import { createStore } from '@lockstep/core'
import { serve } from './serve.mjs'

if (process.argv[2] === 'subscribed') {
  const store = createStore({ name: 'idle', initialState: { n: 0 } })
  store.subscribe(() => {})
  store.onCommit(() => {})
}

serve({})
