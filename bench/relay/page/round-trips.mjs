/// <reference lib="dom" />
import { workloadCalled } from '../../workloads.mjs'
import { ECHO, FORWARD, PATHS } from '../wire.mjs'
import { openSocketTo, stopwatch, storeAt } from './sockets.mjs'

const { recipe } = workloadCalled('medium')

/** @type {Awaited<ReturnType<typeof storeAt>>} */
let store
/** @type {WebSocket} */
let bare
/** How many bytes the store's socket has sent last. */
let sent = 0
let number = 0

/** @param {WebSocket} socket */
function watch(socket) {
  const { send } = socket
  socket.send = data => {
    sent = /** @type {Uint8Array} */ (data).byteLength
    send.call(socket, data)
  }
}

async function confirmed() {
  store.update(recipe(store.version + 1, ++number))
  await store.confirmed()
}

/** Asks in one field, and waits until somebody has answered in another. @param {'node' | 'page'} whom */
async function answered(whom) {
  const question = ++number
  const answer = new Promise(resolve => {
    const stop = store.subscribe(
      state => state.answer[whom],
      value => {
        if (value !== question) return
        stop()
        resolve(undefined)
      },
    )
  })
  store.update(draft => {
    draft.question[whom] = question
  })
  await answer
}

/** A page makes bytes of a message when somebody looks at them, as whoever waits for some does. @param {Uint8Array<ArrayBuffer>} message */
function echoed(message) {
  return new Promise(resolve => {
    bare.onmessage = ({ data }) => resolve(new Uint8Array(data)[0])
    bare.send(message)
  })
}

/** @param {() => Promise<unknown>} trip @param {number} times @param {number[]} into */
async function time(trip, times, into) {
  for (let n = 0; n < times; n += 1) {
    const started = stopwatch()
    await trip()
    into.push(stopwatch() - started)
  }
}

/** @type {Record<string, (parameters: any) => unknown>} */
export const roundTripTasks = {
  async connect() {
    store = await storeAt(PATHS.medium, watch)
    bare = await openSocketTo(PATHS.bare)
  },

  /** So many commits at once: the code gets warm at both ends. */
  async warm({ updates }) {
    for (let n = 0; n < updates; n += 1) {
      store.update(recipe(n, ++number))
      if (n % 100 === 99) await store.confirmed()
    }
    await store.confirmed()
  },

  /** Microseconds of each: ours, and as many bytes over a bare socket, in turn in short blocks. */
  async roundTrips({ what, blocks, each }) {
    /** @type {number[]} */
    const ours = []
    /** @type {number[]} */
    const baseline = []
    for (let block = 0; block < blocks; block += 1) {
      await time(what === 'confirmed' ? confirmed : () => answered(what), each, ours)
      const message = new Uint8Array(sent)
      message[0] = what === 'page' ? FORWARD : ECHO
      await time(() => echoed(message), each, baseline)
    }
    return { ours, baseline, bytes: sent, version: store.version }
  },

  /** Opens a page like this one, which knows nothing of it. */
  openAnother() {
    window.open(location.href, '_blank', 'noopener')
  },

  /** From now on this page answers what another one asks, both ways. */
  beAnswering() {
    store.subscribe(
      state => state.question.page,
      question =>
        store.update(draft => {
          draft.answer.page = question
        }),
    )
    bare.onmessage = ({ data }) => bare.send(data)
  },
}
