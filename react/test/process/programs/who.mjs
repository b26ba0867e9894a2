// A page that shows who has the board open: mapped, or behind a relay to a mapped one in the same process.
import './dom.mjs'

import { MessageChannel } from 'node:worker_threads'
import { connectStore, serveStore } from '@lockstep/core/relay'
import { usePeers } from '@lockstep/react'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { watchFrames } from '../../frames.mjs'
import { openBoard } from './board-store.mjs'
import { answer } from './commands.mjs'
import { complaints } from './complaints.mjs'

const board = openBoard()
const container = document.body.appendChild(document.createElement('main'))
const frames = watchFrames(() => Array.from(container.querySelectorAll('i'), peer => peer.textContent ?? ''))

/** @param {{ store: typeof board }} props */
function Who({ store }) {
  return usePeers(store).map(peer => createElement('i', { key: peer.id }, peer.pid))
}

async function relayed() {
  const { port1, port2 } = new MessageChannel()
  serveStore(board, port1)
  return connectStore({ name: board.name }, port2)
}

answer({
  async mount(/** @type {'mapped' | 'relayed'} */ how) {
    const store = how === 'mapped' ? board : await relayed()
    createRoot(container).render(createElement(Who, { store }))
    await frames.until(() => frames.last().length > 0)
    return frames.last()
  },
  /** Answers when so many peers are shown. */
  async shows(/** @type {number} */ count) {
    await frames.until(() => frames.last().length === count)
    return { pids: frames.last(), complaints }
  },
  commit() {
    board.update(draft => {
      draft.changes += 1
    })
  },
})
