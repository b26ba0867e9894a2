// A page whose scripts have Node: it maps the store in the renderer's process, and does what the store tells it.
const { appendFileSync, writeSync, openSync } = require('node:fs')
const { createStore } = require('@lockstep/core')
const { NAME, COMPLAINTS, RECEIPTS } = process.env

const work = {
  count() {
    for (let count = 0; count < 500; count += 1) store.update(draft => void draft.inPage++)
  },
  values() {
    const { values } = store.getState()
    // Of Node's realm, or of the page's: neither is to be seen.
    const seen = [values.date.getTime(), [...values.map.keys()], [...values.bytes], values.big === 10n ** 30n]
    store.update(draft => {
      draft.seen = seen
      draft.values = {
        date: new Date(8),
        map: new Map([['page', new Set([1])]]),
        bytes: new Uint8Array([4, 5]),
        big: 7n,
      }
    })
  },
  reload: () => location.reload(),
  load() {
    const receipts = openSync(RECEIPTS, 'a')
    for (;;) {
      store.update(draft => void draft.inPage++)
      writeSync(receipts, `${store.getState().inPage}\n`)
    }
  },
}

let store
try {
  store = createStore({ name: NAME, title: 'page' })
  store.subscribe(
    state => state.task,
    ({ number, what }) => {
      // In a later task: a listener's own commits are delivered after its round.
      setTimeout(() => {
        work[what]()
        store.update(draft => {
          draft.done = number
        })
      })
    },
  )
  store.update(draft => {
    const { nw, node, v8 } = process.versions
    draft.pages.push({ pid: process.pid, nw, node, v8, page: document.title })
  })
} catch (error) {
  appendFileSync(COMPLAINTS, `${error.stack}\n${error.cause?.stack ?? ''}\n`)
}
window.addEventListener('error', ({ error }) => appendFileSync(COMPLAINTS, `${error?.stack}\n`))
