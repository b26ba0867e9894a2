/**
 * What was on the page at the end of each turn of the event loop, which is when a browser would paint it.
 *
 * @typedef {object} Frames
 * @property {() => number} count different frames seen so far
 * @property {() => readonly string[]} last
 * @property {() => readonly (readonly string[])[]} torn the frames whose cells did not all show the same
 * @property {(condition: () => boolean) => Promise<void>} until resolves at the end of the first turn for which it holds
 * @property {() => void} stop
 */

/**
 * Reads the page with `read` in every turn of the event loop, until it is stopped.
 *
 * @param {() => string[]} read
 * @returns {Frames}
 */
export function watchFrames(read) {
  /** @type {string[][]} */
  const torn = []
  /** @type {Set<{ condition: () => boolean, resolve: () => void }>} */
  const waiting = new Set()
  /** @type {string[]} */
  let last = []
  let count = 0
  let next = setImmediate(paint)

  function paint() {
    const frame = read()
    if (frame.join() !== last.join()) {
      count += 1
      if (new Set(frame).size > 1) torn.push(frame)
      last = frame
    }
    for (const one of waiting)
      if (one.condition()) {
        waiting.delete(one)
        one.resolve()
      }
    next = setImmediate(paint)
  }

  return {
    count: () => count,
    last: () => last,
    torn: () => torn,
    until: condition => new Promise(resolve => waiting.add({ condition, resolve })),
    stop: () => clearImmediate(next),
  }
}
