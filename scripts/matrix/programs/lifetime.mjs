// A process that nothing but its store could keep alive.
import { createStore } from '@lockstep/core'
import { tell } from './conversation.mjs'
import { addOne, definition } from './store.mjs'

const store = createStore(definition)

const lives = {
  'has it open'() {},
  'has committed'() {
    addOne(store, 'own')
  },
  'subscribed and closed'() {
    store.subscribe(() => {})
    addOne(store, 'own')
    store.close()
  },
  'subscribed and said unref'() {
    store.subscribe(() => {})
    store.unref()
  },
  /** Stays for two commits of another process and leaves at the third. */
  'subscribed until it has heard enough'() {
    const stop = store.subscribe(state => {
      tell('heard', state.counts)
      if (state.counts.other === 3) stop()
    })
  },
  'exits within a listener'() {
    store.subscribe(() => process.exit(7))
  },
  'dies of an error'() {
    store.subscribe(() => {})
    setImmediate(() => {
      throw new Error('nobody catches this')
    })
  },
  'exits within a recipe'() {
    store.update(draft => {
      draft.text = 'never'
      process.exit(7)
    })
  },
}

lives[process.argv[2]]()
tell('open')
