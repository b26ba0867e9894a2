// A page that shows the board, and notes every frame of it that could be painted.
import './dom.mjs'

import { useStore, useUpdate } from '@lockstep/react'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { watchFrames } from '../../frames.mjs'
import { openBoard } from './board-store.mjs'
import { answer } from './commands.mjs'
import { complaints } from './complaints.mjs'

const store = openBoard()

function Page() {
  const changes = useStore(store, state => state.changes)
  const notes = useStore(store, state => state.notes)
  return createElement(
    'section',
    { 'data-changes': changes },
    createElement('h1', null, `${notes.length} notes`),
    createElement(
      'ul',
      null,
      notes.map(note => createElement(Note, { key: note.id, id: note.id })),
    ),
    createElement(AddButton),
  )
}

/** @param {{ id: string }} props */
function Note({ id }) {
  const note = useStore(store, state => state.notes.find(note => note.id === id))
  return createElement('li', { className: note?.done ? 'done' : 'open' }, note?.title)
}

let clicks = 0
function AddButton() {
  const update = useUpdate(store)
  const add = () => {
    clicks += 1
    const id = `${process.pid}/${clicks}`
    update(draft => {
      draft.changes += 1
      for (const note of draft.notes) note.done = !note.done
      draft.notes.push({ id, title: `note ${id}`, done: false })
      if (draft.notes.length > 20) draft.notes.shift()
    })
  }
  return createElement('button', { type: 'button', onClick: add }, 'add')
}

const container = document.body.appendChild(document.createElement('main'))

/**
 * What the page showed after each commit that it painted.
 *
 * @type {Map<string, string>}
 */
const painted = new Map()
const frames = watchFrames(() => {
  const changes = container.querySelector('section')?.getAttribute('data-changes')
  if (changes) painted.set(changes, container.innerHTML)
  return changes ? [changes] : []
})

answer({
  mount() {
    createRoot(container).render(createElement(Page))
    return frames.until(() => painted.size > 0)
  },
  async click(/** @type {number} */ times) {
    for (let n = 0; n < times; n += 1) {
      container.querySelector('button')?.click()
      await new Promise(resolve => setImmediate(resolve))
    }
  },
  async show(/** @type {number} */ changes) {
    await frames.until(() => painted.has(String(changes)))
    return { painted: [...painted], complaints }
  },
})
