// Random numbers that a seed brings back, and streams of them that do not disturb each other: what one member of the
// crowd draws must not depend on how often the others did.

/** @param seed a whole number, or any text */
export function createRandom(seed) {
  let state = hash(String(seed))

  // mulberry32
  function next() {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const int = below => Math.floor(next() * below)
  return {
    int,
    between: (least, most) => least + int(most - least + 1),
    chance: probability => next() < probability,
    shuffled(items) {
      const rest = [...items]
      return items.map(() => rest.splice(int(rest.length), 1)[0])
    },
    pick: items => items[int(items.length)],
    /** One of the keys, as often as its value says. */
    weighted(weights) {
      let left = next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0)
      for (const [key, weight] of Object.entries(weights)) {
        left -= weight
        if (left < 0) return key
      }
      return Object.keys(weights)[0]
    },
    fork: name => createRandom(`${seed}/${name}`),
  }
}

/** FNV-1a, 32 bits. */
export function hash(text, start = 0x811c9dc5) {
  let value = start
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}
