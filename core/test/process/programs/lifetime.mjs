// A process that nothing but its store could keep alive: the conversation with the test does not.
import { createStore } from '@lockstep/core'
import { serve, tell } from './serve.mjs'

const definition = { name: 'lifetime', initialState: { n: 0 } }
const store = createStore(definition)
let stop = () => {}

const lives = {
  'has it open'() {},
  'opened it 500 times'() {
    for (let count = 1; count < 500; count += 1) createStore(definition)
  },
  'has committed'() {
    store.setState({ n: store.getState().n + 1 })
  },
  'waits for its end only'() {
    store.onClose(() => {})
  },
  'subscribed and unsubscribed'() {
    store.subscribe(() => {})()
    store.onCommit(() => {})()
  },
  'subscribed and said unref'() {
    store.subscribe(() => {})
    store.unref()
  },
  'subscribed and closed'() {
    store.subscribe(() => {})
    store.close()
  },
  subscribed() {
    stop = store.subscribe(state => tell('n', state.n))
  },
  'subscribed to commits'() {
    stop = store.onCommit(() => tell('n', store.getSnapshot().n))
  },
  'subscribed, to unref later'() {
    store.subscribe(state => tell('n', state.n))
    stop = store.unref
  },
  'subscribed, to close later'() {
    store.subscribe(state => tell('n', state.n))
    stop = store.close
  },
  'said ref'() {
    store.ref()
    stop = store.unref
  },
  'ends within a listener'() {
    store.subscribe(() => process.exit(7))
  },
  'ends within a listener of its own commit'() {
    store.subscribe(() => process.exit(7))
    store.setState({ n: -1 })
  },
  'ends within a recipe'() {
    store.update(draft => {
      draft.n = -1
      process.exit(7)
    })
  },
  'throws in a listener'() {
    store.subscribe(() => {
      throw new Error('a listener failed')
    })
  },
  'throws in a listener and catches what is uncaught'() {
    process.on('uncaughtException', error => tell('uncaught', error.message))
    store.subscribe(() => {
      throw new Error('a listener failed')
    })
    stop = store.subscribe(state => tell('n', state.n))
  },
}

serve({
  look: () => ({ n: store.getState().n, peers: store.peers().length }),
  stop: () => stop(),
})
process.channel.unref()
lives[process.argv[2]]()
