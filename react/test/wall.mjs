import { createElement, startTransition, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { watchFrames } from './frames.mjs'

/** How many cells a wall has. */
export const cells = 24

/**
 * A wall of slow cells that all show the same.
 *
 * @typedef {object} Wall
 * @property {import('./frames.mjs').Frames} frames
 * @property {() => void} transition renders the next wall in a transition
 * @property {(round: number) => Promise<void>} painted resolves when as many transitions are on the page
 * @property {() => number} rendered how many cells were rendered so far, painted or not
 * @property {() => void} close
 */

/**
 * Puts a wall on the page. It is empty at first; the first transition fills it, each further one replaces half of
 * its cells, so that cells which are subscribed and cells which are not yet stand side by side.
 *
 * @param {() => string | number} useShown the hook under test: what each cell shows
 * @returns {Wall}
 */
export function openWall(useShown) {
  let rendered = 0
  let started = 0
  let goTo = (/** @type {number} */ _round) => {}
  /** @type {Map<number, { promise: Promise<void>, resolve: () => void }>} */
  const rounds = new Map()

  /** @param {number} round */
  function roundAt(round) {
    const known = rounds.get(round)
    if (known) return known
    let resolve = () => {}
    /** @type {Promise<void>} */
    const promise = new Promise(settle => {
      resolve = settle
    })
    rounds.set(round, { promise, resolve })
    return { promise, resolve }
  }

  /** @param {{ round: number }} _ */
  function Cell(_) {
    const shown = useShown()
    rendered += 1
    work(0.6)
    return createElement('i', null, shown)
  }

  function Cells() {
    const [shown, show] = useState(0)
    useEffect(() => {
      goTo = show
      roundAt(shown).resolve()
    }, [shown])
    return Array.from({ length: shown === 0 ? 0 : cells }, (_, index) =>
      createElement(Cell, { key: index % 2 ? index : `${shown}/${index}`, round: shown }),
    )
  }

  const container = document.body.appendChild(document.createElement('main'))
  const root = createRoot(container)
  root.render(createElement(Cells))
  const frames = watchFrames(() =>
    Array.from(container.querySelectorAll('i'), cell => cell.textContent ?? ''),
  )
  return {
    frames,
    rendered: () => rendered,
    painted: round => roundAt(round).promise,
    transition() {
      started += 1
      const round = started
      startTransition(() => goTo(round))
    },
    close() {
      frames.stop()
      root.unmount()
      container.remove()
    },
  }
}

/**
 * Slow enough that React spreads the render of a wall over several turns of the event loop.
 *
 * @param {number} milliseconds
 */
function work(milliseconds) {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}
