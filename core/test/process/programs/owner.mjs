// Commits values that it goes on to change: they are its own, the committed ones are not.
import { createStore } from '@lockstep/core'
import { delivered } from './delivered.mjs'
import { describe } from './every-value.mjs'
import { serve } from './serve.mjs'

const makeMine = () => ({
  object: { inner: { n: 1 } },
  list: [{ n: 1 }, { n: 2 }],
  map: new Map([['a', { n: 1 }]]),
  set: new Set([1, 2]),
  date: new Date(0),
  bytes: new Uint8Array([1, 2, 3]),
  buffer: new Uint8Array([1, 2, 3]).buffer,
  view: new DataView(new ArrayBuffer(2)),
  error: new Error('as it was', { cause: { n: 1 } }),
})

let mine = makeMine()
let store

const ways = {
  'in the initial state'() {
    // What was given to createStore at first.
  },
  'assigned in a recipe'() {
    mine = makeMine()
    store.update(draft => {
      draft.value = mine
    })
  },
  'pushed, beside what is kept'() {
    mine = makeMine()
    store.update(draft => {
      draft.value = [draft.value, { deep: mine }]
      draft.value.push(mine.list)
    })
  },
  'given to setState'() {
    mine = makeMine()
    store.setState({ value: { mine } })
  },
  'given to setState by a function'() {
    mine = makeMine()
    store.setState(() => ({ value: new Map([['mine', mine]]) }))
  },
  'in a commit too large for the log'() {
    mine = makeMine()
    store.setState({ value: [mine, 'x'.repeat(100_000)] })
  },
}
let way = Object.keys(ways)[0]

serve({
  open() {
    const initialState = { way, value: mine, touched: 0 }
    store = createStore({ name: 'owned', initialState, checks: false, logBytes: 65_536 })
  },
  ways: () => Object.keys(ways),
  commit(next) {
    way = next
    ways[way]()
    store.setState({ way })
    return look()
  },
  /** Edits everything that can be edited. */
  mutate() {
    mine.object.inner.n = -1
    mine.object.added = true
    mine.list.reverse()
    mine.list[0].n = -1
    mine.map.get('a').n = -1
    mine.map.set('b', 2)
    mine.set.add(3)
    mine.date.setTime(1)
    mine.bytes[0] = 99
    new Uint8Array(mine.buffer)[0] = 99
    mine.view.setUint8(0, 99)
    mine.error.message = 'changed'
    mine.error.cause.n = -1
    delete mine.object
  },
  touch() {
    store.setState({ touched: store.getState().touched + 1 })
  },
  look,
})

async function look() {
  const state = await delivered(store)
  return { way: state.way, version: store.version, description: describe(state.value) }
}
